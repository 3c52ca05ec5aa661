//! Who gets what, by a hash that anybody can compute again. It takes no roll, so that one more thing to deal moves no
//! other number of a run.

/// 64 bits: the FNV-1a hash of `name`, a zero byte, `salt`, a zero byte and `id`, finished by MurmurHash3's mixer.
pub(super) fn dealt(name: &str, salt: &str, id: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let parts = [name, "\0", salt, "\0", id];
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    for multiplier in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ (hash >> 33)).wrapping_mul(multiplier);
    }
    hash ^ (hash >> 33)
}

/// The same as a fraction, from 0 up to, but not including, 1.
pub(super) fn dealt_share(name: &str, salt: &str, id: &str) -> f64 {
    (dealt(name, salt, id) >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}
