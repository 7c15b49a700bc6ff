//! Which pages of a document are wanted.

/// A selection of pages, counted from 1: `1-3,7,9-`. The default is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PageSelection {
    /// First and last pages in ascending order, without overlap; none at all means every page.
    ranges: Vec<(u32, u32)>,
}

impl PageSelection {
    /// Every page.
    pub const ALL: Self = Self { ranges: Vec::new() };

    /// Whether every page is wanted.
    pub fn is_all(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether a page is wanted.
    pub fn contains(&self, page: u32) -> bool {
        self.is_all() || self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&page))
    }

    /// The last page that is wanted; nothing when there is no end.
    pub fn last(&self) -> Option<u32> {
        self.ranges.last().map(|(_, last)| *last).filter(|last| *last < u32::MAX)
    }

    /// The first page that is named.
    pub fn first(&self) -> u32 {
        self.ranges.first().map_or(1, |(first, _)| *first)
    }

    /// Wanted pages among `pages` ones.
    pub fn count_of(&self, pages: u32) -> u32 {
        if self.is_all() {
            return pages;
        }
        self.ranges.iter().map(|(first, last)| (*last).min(pages).saturating_sub(first - 1)).sum()
    }
}

impl std::str::FromStr for PageSelection {
    type Err = String;

    /// Pages and ranges with commas between them; a range may lack its end. The order does not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("unknown pages {text:?}; write pages and ranges such as 1-3,7,9-");
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|page| *page > 0).ok_or_else(wrong);
        let mut ranges = Vec::new();
        for part in text.split(',') {
            let range = match part.split_once('-') {
                Some((first, last)) if last.trim().is_empty() => (number(first)?, u32::MAX),
                Some((first, last)) => (number(first)?, number(last)?),
                None => (number(part)?, number(part)?),
            };
            if range.0 > range.1 {
                return Err(format!("pages {part:?} run backwards; write the smaller number first"));
            }
            ranges.push(range);
        }
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (first, last) in ranges {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => joined.push((first, last)),
            }
        }
        Ok(Self { ranges: joined })
    }
}

impl std::fmt::Display for PageSelection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_all() {
            return f.write_str("all");
        }
        for (place, (first, last)) in self.ranges.iter().enumerate() {
            if place > 0 {
                f.write_str(",")?;
            }
            match *last {
                u32::MAX => write!(f, "{first}-")?,
                last if last == *first => write!(f, "{first}")?,
                last => write!(f, "{first}-{last}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selection(text: &str) -> PageSelection {
        text.parse().unwrap()
    }

    #[test]
    fn pages_and_ranges_are_read_in_any_order() {
        let pages = selection("7, 1-3,9-");
        let wanted: Vec<u32> = (1..=11).filter(|page| pages.contains(*page)).collect();
        assert_eq!(wanted, [1, 2, 3, 7, 9, 10, 11]);
        assert_eq!((pages.first(), pages.last(), pages.count_of(8), pages.count_of(10)), (1, None, 4, 6));
        assert_eq!(selection("4,2-5,6").to_string(), "2-6");
        assert_eq!((selection("5").last(), selection("2,5").count_of(3)), (Some(5), 1));
        assert_eq!(pages.to_string().parse::<PageSelection>().unwrap(), pages);
    }

    #[test]
    fn the_default_is_every_page() {
        let all = PageSelection::default();
        assert!(all.is_all() && all.contains(1) && all.contains(u32::MAX));
        assert_eq!((all.count_of(9), all.last(), all.first()), (9, None, 1));
    }

    #[test]
    fn what_is_no_page_is_refused_with_an_example() {
        for text in ["", "0", "a", "1,,2", "-3", "1-2-3", "4294967296"] {
            assert!(text.parse::<PageSelection>().unwrap_err().contains("1-3,7"), "{text}");
        }
        assert!("5-2".parse::<PageSelection>().unwrap_err().contains("backwards"));
    }
}
