//! The known name that somebody most likely meant.

/// The candidate nearest to `name`, if one is near enough to be a misspelling. Case does not count.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Advice on an unknown name: the nearest known one, or all of them when they are few.
pub(crate) fn advice<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str> + Clone) -> Option<String> {
    const FEW: usize = 160;
    if let Some(known) = nearest(name, candidates.clone()) {
        return Some(format!("Did you mean `{known}`?"));
    }
    let known: Vec<_> = candidates.into_iter().take(FEW + 1).map(|candidate| format!("`{candidate}`")).collect();
    match known.len() {
        0 => None,
        1..=FEW => Some(format!("Known here: {}.", known.join(", "))),
        _ => None,
    }
}
