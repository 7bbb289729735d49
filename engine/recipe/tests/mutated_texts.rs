//! Texts that somebody or something damaged: any answer is fine, a panic is not.

use std::collections::BTreeMap;

use gve_recipe::{
    parse_and_bind,
    random::{SplitMix64, random_recipe_text},
};

#[test]
fn damaged_recipes_never_panic() {
    const PIECES: [&str; 20] = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "0",
        "-1",
        "1e308",
        "null",
        "\\u12",
        "é",
        "\"@prev.top\"",
        "\"$a\"",
        "\"children\"",
        "enabled",
        "false",
        "\n",
        "1e-320",
    ];
    let mut accepted = 0;
    for seed in 0..4000 {
        let mut random = SplitMix64::new(seed);
        let mut text = random_recipe_text(random.next_u64() % 500);
        for _ in 0..1 + random.below(3) {
            let place = |random: &mut SplitMix64, text: &str| {
                let at = random.below(text.len());
                (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(0)
            };
            let (start, length) = (place(&mut random, &text), random.below(8));
            let end = (start + length..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
            match random.below(3) {
                0 => text.replace_range(start..end, ""),
                1 => text.insert_str(start, PIECES[random.below(PIECES.len())]),
                _ => text.replace_range(start..end, PIECES[random.below(PIECES.len())]),
            }
        }
        match parse_and_bind(&text, &BTreeMap::new()) {
            Ok(_) => accepted += 1,
            Err(found) => {
                assert!(!found.is_empty(), "seed {seed}");
                for diagnostic in found {
                    let range = diagnostic.range.unwrap_or_else(|| panic!("seed {seed}: {diagnostic:?} has no place"));
                    assert!(range.line > 0 && range.start <= range.end, "seed {seed}: {diagnostic:?}");
                    assert!(range.end as usize <= text.encode_utf16().count(), "seed {seed}: {diagnostic:?}");
                }
            }
        }
    }
    assert!((100..3900).contains(&accepted), "{accepted} of 4000 accepted: the damage is of no use");
}
