//! The contract of API.md, seen from outside.

mod faults;
