//! Stories of the family `money`.
