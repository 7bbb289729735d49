//! Ranges of asset versions, which are whole numbers that only rise.

/// A range: comparisons that all have to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange {
    low: u32,
    high: u32,
}

impl VersionRange {
    /// Every version.
    pub const ANY: Self = Self { low: 0, high: u32::MAX };

    /// Reads `*`, `3`, `=3`, `>=2`, `>2`, `<5`, `<=4`, or several of them with spaces between; nothing for other texts.
    pub fn parse(text: &str) -> Option<Self> {
        let mut range = Self::ANY;
        let mut words = text.split_whitespace().peekable();
        words.peek()?;
        for word in words {
            if word == "*" {
                continue;
            }
            let digits = word.trim_start_matches(['<', '>', '=']);
            let number: u32 =
                digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()?;
            let (low, high) = match &word[..word.len() - digits.len()] {
                "" | "=" => (number, number),
                ">=" => (number, u32::MAX),
                ">" => (number.checked_add(1)?, u32::MAX),
                "<=" => (0, number),
                "<" => (0, number.checked_sub(1)?),
                _ => return None,
            };
            range = Self { low: range.low.max(low), high: range.high.min(high) };
        }
        Some(range)
    }

    /// Whether a version lies in it.
    pub fn contains(&self, version: u32) -> bool {
        (self.low..=self.high).contains(&version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_all_hold() {
        let within = |text: &str| -> Vec<u32> {
            let range = VersionRange::parse(text).unwrap_or_else(|| panic!("{text}"));
            (1..7).filter(|&version| range.contains(version)).collect()
        };
        assert_eq!(within("*"), [1, 2, 3, 4, 5, 6]);
        assert_eq!((within("3"), within("=3")), (vec![3], vec![3]));
        assert_eq!(within(">=2 <5"), [2, 3, 4]);
        assert_eq!(within(">4"), [5, 6]);
        assert_eq!(within("<=2"), [1, 2]);
        assert_eq!(within(">4 <3"), [] as [u32; 0]);
        for text in ["", " ", "x", "1.2", ">", "=>3", "<0", "-1", "4294967296"] {
            assert_eq!(VersionRange::parse(text), None, "{text}");
        }
    }
}
