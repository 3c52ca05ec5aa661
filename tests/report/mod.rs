//! The pictures: what is behind each mark, where every mark is, and what a reader of the file sees.

mod layout;
mod numbers;
mod pixels;
mod subjects;
