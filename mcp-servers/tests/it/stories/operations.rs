//! Stories of the family `operations`.
