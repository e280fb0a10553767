//! Stories of the family `travel`.
