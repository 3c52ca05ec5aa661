//! The faults that must be survived: crashes, outages, full disks, hostile clients.

mod broken_files;
mod connections;
mod crashes;
mod hostile;
mod lost_files;
mod memory;
mod outages;
mod overload;
mod sockets;
mod stopping;
