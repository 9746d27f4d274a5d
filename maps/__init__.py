"""Maps: coordinates, districts, attention levels and the Folium pages; reads safety, is never read by it."""
