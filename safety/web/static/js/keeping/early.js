// What was typed or chosen before the kept copy of a form was there: it is newer than the copy, and stays.

function chosenOtherwise(select) {
  const own = [...select.options].filter((option) => option.defaultSelected);
  if (!own.length && !select.multiple) own.push(...[...select.options].slice(0, 1));
  const chosen = [...select.selectedOptions];
  return chosen.length !== own.length || chosen.some((option) => !own.includes(option));
}

// Whether a field says something else than the page came with.
export function changed(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return chosenOtherwise(field);
  return "defaultValue" in field && field.type !== "file" && field.value !== field.defaultValue;
}

// The fields that say something else now, each with what puts it back after the copy was shown.
export function early(form) {
  return [...form.elements].filter(changed).map((field) => {
    const { value, checked } = field;
    return {
      field,
      putBack: () =>
        Object.assign(field, ["checkbox", "radio"].includes(field.type) ? { checked } : { value }),
    };
  });
}
