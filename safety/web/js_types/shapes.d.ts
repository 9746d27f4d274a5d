// Shapes that several scripts share and no description of the API tells.  `Tablet`: what the tablet's page keeps and hands on.

declare namespace Tablet {
  /** An inspector as the page speaks of one. */
  type Member = Records.SyncMemberOut;

  /** Where the device was, in degrees; `accuracy` in metres. */
  interface Position {
    lon: number;
    lat: number;
    accuracy?: number | null;
  }

  /** An enrolment: what is kept of it openly.  Moments are milliseconds since 1970. */
  interface Profile {
    id: string;
    /** Name of its person. */
    label: string;
    /** Name of the device. */
    device: string;
    /** The id by which the server knows the device, where it had to be enrolled anew. */
    device_id?: string;
    made_at: number;
    lock: import("../static/js/tablet/vault.js").Lock;
    /** Wrong PINs since the last right one. */
    failures: number;
    /** Its person has to sign in at the server first. */
    shut?: boolean;
    /** How many entries wait, and since when the oldest work. */
    unsent: number;
    oldest: number | null;
    /** The device's proof, encrypted with a key of this browser: sent while the page is locked. */
    probe: { key: CryptoKey; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };
  }

  /** What was chosen to be taken along; neither: everything of one's scope. */
  interface Choice {
    districts?: string[];
    sites?: string[];
  }

  /** What was lost when the browser emptied the store. */
  interface Lost {
    entries: KnownEntry[];
    drafts: KnownDraft[];
    others: KnownProfile[];
  }

  /** What the page remembers of a record, should the store be emptied; `at` a moment. */
  interface KnownDraft {
    id: string;
    kind: Kind;
    title: string;
    at: number;
  }
  interface KnownEntry {
    id: string;
    kind: Kind;
    title: string;
    at: string;
    state: EntryState;
  }
  type KnownProfile = Pick<Profile, "id" | "label" | "device" | "unsent">;

  /** The settings of an enrolment: encrypted.  Lengths and moments in milliseconds. */
  interface Setting {
    secret: string;
    /** The id by which the server knows the device, where it had to be enrolled anew. */
    device_id?: string;
    member: Member;
    permissions: string[];
    /** Number of the last entry. */
    sequence: number;
    /** Longest side of a photo in pixels; 0: as it was taken. */
    photo_side: number;
    /** The device's clock minus the server's when it was measured; null before. */
    offset_ms: number | null;
    measured_at?: number;
    /** By how much the clock was set since the device was enrolled: in all, and until it was measured. */
    clock_set_ms?: number;
    set_at_measure?: number;
    /** What was taken along, how far it was told, and when. */
    area?: Choice | null;
    cursor?: string | null;
    taken_at?: number | null;
    /** Id of the draft that was open. */
    open_draft?: string | null;
    lost?: Lost | null;
  }

  type Kind = Records.SyncEntryIn["kind"];

  /** A finding in a few words; `made_by` is the entry that will make it. */
  interface FindingInBrief {
    id: string;
    summary?: string | null;
    place_on_site?: string | null;
    term_on?: string | null;
    /** It has to be remedied at once, before any day. */
    at_once?: boolean;
    made_by?: string;
  }

  /** What a record is about: ids of what was taken along, with the words that its form shows. */
  interface About {
    title: string;
    site?: string;
    site_name?: string;
    employer?: string;
    /** Id of the checklist; null without one. */
    list?: string | null;
    assignment?: string | null;
    accident?: string;
    review?: string;
    finding?: string;
    /** Version of the finding that a note was begun on. */
    base_version?: number;
    detail?: string | null;
    place_on_site?: string | null;
    /** Ids of the entries that have to arrive before. */
    after?: string[];
    findings?: FindingInBrief[];
  }

  /** What the clock was when a draft was begun: of which device, and by how much it had been set. */
  interface ClockThen {
    device: string;
    set: number;
  }

  /** What a form of named fields holds; `people[]` is a list under `people`. */
  type Value = string | boolean | null | string[];
  type Values = Record<string, Value | undefined>;

  /** A form as it is filled: of a site check the upper four, of the others the lower. */
  interface DraftContent {
    check?: Partial<CheckContent>;
    /** The signatures as pictures, and what each held before each of its strokes. */
    drawn?: Record<string, string>;
    strokes?: Record<string, string[]>;
    /** Findings that were set aside with another answer. */
    aside?: Record<string, unknown>;
    values?: Values;
    /** Ids of photos: of the record, or of each finding of a re-check. */
    photos?: string[] | Record<string, string[]>;
    removed?: string[] | Record<string, string[]>;
    position?: Position | null;
  }

  interface Draft {
    /** The record's id. */
    id: string;
    kind: Kind;
    about: About;
    content: DraftContent;
    created_at: number;
    updated_at: number;
    clock?: ClockThen;
    /** Id of the refused entry that the server keeps and this one mends. */
    mends?: string | null;
    /** Id of the refused entry on this device. */
    refused?: string | null;
    /** Id and number that it had as an entry, which it gets again. */
    taken_back?: { id: string; sequence: number } | null;
  }

  type EntryState = Records.SyncEntryOut["state"] | "waiting" | "mended";

  /** A problem document, with the file that it is about. */
  type Problem = Partial<Records.WireProblemOut> & {
    photo?: string;
    /** The server kept nothing of what it was sent. */
    kept_nothing?: boolean;
  };

  type CheckFinding = Records.InspectionsFindingIn & { photos: string[] };

  /** A site check as its form says it. */
  type CheckContent = Omit<Records.InspectionsCheckIn, "findings"> &
    Required<Pick<Records.InspectionsCheckIn, "companions" | "people_met" | "answers" | "signatures">> & {
      findings: CheckFinding[];
    };

  /** A line of a re-check. */
  interface RecheckLine {
    demand_id: string;
    result: string;
    words?: string | null;
    file_ids: string[];
  }

  /** What is sent of a record, of whichever kind. */
  interface EntryContent extends Partial<Omit<CheckContent, "companions">> {
    /** Of a re-check their names as they were typed. */
    companions?: CheckContent["companions"] | string | null;
    lines?: RecheckLine[];
    /** Ids of photos of the record itself. */
    files?: string[];
    danger?: string;
    told_name?: string;
    told_position?: string | null;
    suggestion?: string;
    proposed_at?: string;
    [field: string]: unknown;
  }

  /** A record of the queue. */
  interface Entry {
    id: string;
    kind: Kind;
    record_id: string;
    sequence: number;
    after: string[];
    mends?: string | null;
    /** A moment (ISO 8601 with offset). */
    made_at: string;
    device_offset_ms: number | null;
    clock_set_ms?: number | null;
    clock?: ClockThen;
    mock_location: boolean;
    /** Null once the server holds it whole, and so is `draft`. */
    content: EntryContent | null;
    draft: DraftContent | null;
    files: Records.SyncFileIn[];
    title: string;
    findings?: FindingInBrief[];
    about: About;
    state: EntryState;
    answer: Answer | null;
    problem: Problem | null;
    /** What people at the office said of it. */
    notice?: Pick<Records.SyncNoticeOut, "at" | "words" | "choice">;
    /** The server may have it. */
    offered?: boolean;
    /** It came in a file from another device. */
    carried?: boolean;
    settled_at?: number | null;
  }

  type Answer = Pick<Records.SyncEntryOut, "receipt" | "conflict" | "judged" | "url" | "missing"> &
    Partial<Pick<Records.SyncEntryOut, "clock">>;

  /** A picture of a record; its bytes are in the box `bytes`. */
  interface PhotoFile {
    id: string;
    /** Id of the record. */
    record: string;
    sha256: string;
    size: number;
    media_type: string;
    position?: Position | null;
    /** The server was told of it. */
    announced?: boolean;
  }

  // ---- what was taken along: `safety/sync/queries/area.py`, each with the version of what was told

  interface Taken {
    id: string;
    version: string;
  }

  interface Site extends Taken {
    name: string;
    kind: string;
    industry: string;
    address: string;
    lon: string | number | null;
    lat: string | number | null;
    district_code: string;
    union_id: string;
    last_checked_on: string | null;
    employer: { id: string; name: string };
    record_version: number;
  }

  interface Finding extends Taken {
    site_id: string;
    summary: string;
    detail: string | null;
    place_on_site: string | null;
    grade: string;
    colour: string | null;
    state: string;
    term_on: string | null;
    /** It has to be remedied at once, before any day; absent in what was taken along before it was told. */
    at_once?: boolean;
    raised_at: string;
    record_version: number;
  }

  interface Checklist extends Taken {
    template_id: string;
    key: string;
    title: string;
    number: number;
    content: Records.InspectionsChecklistIn;
  }

  interface Person extends Taken {
    name: string;
    union_id: string;
    /** The name with what tells several of that name apart. */
    told_apart?: string;
    inspector?: boolean;
  }

  interface Assignment extends Taken {
    site_id: string;
    due_on: string | null;
    plan: string;
  }

  interface Accident extends Taken {
    title: string;
    happened_at: string;
    place: string;
    employer_name: string;
    site_id: string | null;
    state: string;
  }

  interface Review extends Taken {
    kind: string;
    meeting_on: string | null;
    project_id: string;
    project: string;
  }

  interface District {
    code: string;
    name: string;
    geometry: import("geojson").Geometry;
  }

  /** The boxes of an enrolment's encrypted records: what lies in each. */
  interface Boxes {
    setting: Setting;
    draft: Draft;
    entry: Entry;
    file: PhotoFile;
    bytes: ArrayBuffer;
    site: Site;
    finding: Finding;
    checklist: Checklist;
    codes: Taken & Record<string, unknown>;
    person: Person;
    assignment: Assignment;
    accident: Accident;
    review: Review;
    district: District;
  }

  /** What the server answers to a request of the tablet, by its path. */
  type AnswerTo<P extends string> = P extends "/me"
    ? Records.WebMeOut & Required<Pick<Records.WebMeOut, "member_id" | "name" | "permissions">>
    : P extends "/me/csrf"
      ? Records.WebCsrfOut
      : P extends "/map/districts"
        ? { features: { geometry: District["geometry"]; properties: Pick<District, "code" | "name"> }[] }
        : P extends `/sync/area?${string}`
          ? Records.SyncAreaOut
          : P extends `/sync/changes?${string}`
            ? Records.SyncChangesOut
            : P extends "/sync/enrolments"
              ? Records.SyncEnrolmentOut
              : P extends "/sync/devices"
                ? Records.SyncEnrolledOut
                : P extends `/sync/devices/${string}/contact`
                  ? Records.SyncContactOut
                  : P extends `/sync/entries/${string}`
                    ? Records.SyncEntryOut
                    : unknown;
}
