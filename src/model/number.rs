//! Whole numbers for people.

/// `1,234,567`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 sheet`, `5,000 sheets`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_others_are_many() {
        let sheets = |n| counted(n, "sheet", "sheets");
        assert_eq!(
            [0, 1, 999, 1_234_567].map(sheets),
            ["0 sheets", "1 sheet", "999 sheets", "1,234,567 sheets"]
        );
    }
}
