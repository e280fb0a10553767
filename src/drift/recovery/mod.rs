//! How many of its own drifts `detect` recovers.

mod trial;
