"""The workshop of the demo month: reads script/, writes media/ and the JSON files the program plays."""
