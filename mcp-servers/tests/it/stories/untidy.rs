//! Stories of the family `untidy`.
