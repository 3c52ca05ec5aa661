//! Things lie where the map says.
