//! The jobs of a picture: by number, the highest first, in pages that pictures share. A change copies one page and the
//! short list of pages, whatever there is in the archive; what differs between two pictures is found by the pages alone.
//!
//! It is no queue and no database: [`crate::store`] keeps the jobs, the engine says what happens to them.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Job, JobId};

/// Jobs of a page when a list is made; a page may grow to twice that.
const PAGE: usize = 256;

type Page = Vec<Arc<Job>>;

/// The jobs of a picture. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct JobList {
    /// None of them is empty.
    pages: Arc<Vec<Arc<Page>>>,
    len: usize,
}

/// What became of a job between two lists. One of both is there.
#[derive(Clone, Copy, Debug)]
pub struct JobDifference<'a> {
    /// As it was; none when it is new.
    pub old: Option<&'a Arc<Job>>,
    /// As it is; none when it is gone.
    pub new: Option<&'a Arc<Job>>,
}

impl JobList {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of them, the highest number first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Job>> {
        self.pages.iter().flat_map(|page| page.iter())
    }

    /// Those with a lower number than `before`; all when it is none. For walks that go on later.
    pub fn below(&self, before: Option<JobId>) -> impl Iterator<Item = &Arc<Job>> {
        let start = before
            .map_or(0, |before| self.pages.partition_point(|page| page.last().is_some_and(|job| job.id >= before)));
        let pages = self.pages.get(start..).unwrap_or_default();
        pages.iter().flat_map(|page| page.iter()).skip_while(move |job| before.is_some_and(|before| job.id >= before))
    }

    /// The newest.
    pub fn first(&self) -> Option<&Arc<Job>> {
        self.pages.first()?.first()
    }

    /// A job by its number.
    pub fn get(&self, id: JobId) -> Option<&Arc<Job>> {
        let page = self.pages.get(self.page_of(id))?;
        page.get(find(page, id).ok()?)
    }

    /// Puts a new or changed job in its place; what stood there.
    pub fn put(&mut self, job: Arc<Job>) -> Option<Arc<Job>> {
        let at = self.page_of(job.id).min(self.pages.len().saturating_sub(1));
        let pages = Arc::make_mut(&mut self.pages);
        let Some(shared) = pages.get_mut(at) else {
            pages.push(Arc::new(vec![job]));
            self.len += 1;
            return None;
        };
        let page = Arc::make_mut(shared);
        match find(page, job.id) {
            Ok(place) => page.get_mut(place).map(|old| std::mem::replace(old, job)),
            Err(place) => {
                page.insert(place, job);
                let rest = (page.len() > 2 * PAGE).then(|| page.split_off(PAGE));
                if let Some(rest) = rest {
                    pages.insert(at + 1, Arc::new(rest));
                }
                self.len += 1;
                None
            }
        }
    }

    /// Takes a job out.
    pub fn remove(&mut self, id: JobId) -> Option<Arc<Job>> {
        let at = self.page_of(id);
        let place = find(self.pages.get(at)?, id).ok()?;
        let pages = Arc::make_mut(&mut self.pages);
        let page = Arc::make_mut(pages.get_mut(at)?);
        let job = page.remove(place);
        if page.is_empty() {
            pages.remove(at);
        }
        self.len -= 1;
        Some(job)
    }

    /// Changes every job for which `change` has something else; the pages of the others stay shared.
    pub fn update(&mut self, mut change: impl FnMut(&Job) -> Option<Job>) {
        let mut changed = Vec::new();
        for (at, page) in self.pages.iter().enumerate() {
            for (place, job) in page.iter().enumerate() {
                changed.extend(change(job).map(|job| (at, place, Arc::new(job))));
            }
        }
        if changed.is_empty() {
            return;
        }
        let pages = Arc::make_mut(&mut self.pages);
        for (at, place, job) in changed {
            if let Some(old) = pages.get_mut(at).and_then(|page| Arc::make_mut(page).get_mut(place)) {
                *old = job;
            }
        }
    }

    /// Whether both are one list, not only alike.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.pages, &other.pages)
    }

    /// What leads from `old` to this list, the highest number first. Pages both share are not looked at.
    pub fn differences<'a>(&'a self, old: &'a Self) -> Vec<JobDifference<'a>> {
        if self.is_same(old) {
            return Vec::new();
        }
        let (ours, theirs) = (self.addresses(), old.addresses());
        let only = |pages: &'a [Arc<Page>], others: HashSet<*const Page>| {
            pages.iter().filter(move |page| !others.contains(&Arc::as_ptr(page))).flat_map(|page| page.iter())
        };
        let mut before = only(&old.pages, ours).peekable();
        let mut after = only(&self.pages, theirs).peekable();
        let mut differences = Vec::new();
        loop {
            match (before.peek(), after.peek()) {
                (None, None) => return differences,
                (Some(old), Some(new)) if old.id == new.id => {
                    if !Arc::ptr_eq(old, new) {
                        differences.push(JobDifference { old: Some(old), new: Some(new) });
                    }
                    before.next();
                    after.next();
                }
                (Some(old), new) if new.is_none_or(|new| old.id > new.id) => {
                    differences.push(JobDifference { old: Some(old), new: None });
                    before.next();
                }
                (_, new) => {
                    differences.extend(new.map(|new| JobDifference { old: None, new: Some(new) }));
                    after.next();
                }
            }
        }
    }

    fn addresses(&self) -> HashSet<*const Page> {
        self.pages.iter().map(Arc::as_ptr).collect()
    }

    /// The page in which a number is, or would be.
    fn page_of(&self, id: JobId) -> usize {
        self.pages.partition_point(|page| page.last().is_some_and(|job| job.id > id))
    }
}

fn find(page: &Page, id: JobId) -> Result<usize, usize> {
    page.binary_search_by(|job| id.cmp(&job.id))
}

impl FromIterator<Arc<Job>> for JobList {
    fn from_iter<I: IntoIterator<Item = Arc<Job>>>(jobs: I) -> Self {
        let mut jobs: Vec<Arc<Job>> = jobs.into_iter().collect();
        jobs.sort_by_key(|job| std::cmp::Reverse(job.id));
        jobs.dedup_by_key(|job| job.id);
        let pages = jobs.chunks(PAGE).map(|page| Arc::new(page.to_vec())).collect();
        Self { pages: Arc::new(pages), len: jobs.len() }
    }
}

impl FromIterator<Job> for JobList {
    fn from_iter<I: IntoIterator<Item = Job>>(jobs: I) -> Self {
        jobs.into_iter().map(Arc::new).collect()
    }
}

impl PartialEq for JobList {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.len == other.len && self.iter().eq(other.iter())
    }
}

impl std::ops::Index<usize> for JobList {
    type Output = Arc<Job>;

    /// # Panics
    /// As every index, when there are fewer.
    #[expect(clippy::expect_used, reason = "an index out of range panics, as in every list")]
    fn index(&self, place: usize) -> &Arc<Job> {
        self.iter().nth(place).expect("there are fewer jobs")
    }
}

impl Serialize for JobList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for JobList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Arc<Job>>::deserialize(deserializer).map(Self::from_iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{JobKind, Timestamp};

    fn job(id: u32, pages: u32) -> Arc<Job> {
        Arc::new(Job { pages, ..Job::new(JobId(id), JobKind::Send, Timestamp(0)) })
    }

    fn ids(list: &JobList) -> Vec<u32> {
        list.iter().map(|job| job.id.0).collect()
    }

    #[test]
    fn numbers_stand_in_their_order_however_they_come() {
        let mut list = JobList::default();
        // 7919 is prime to 2000: every number once, in an order far from sorted.
        for step in 0..2_000_u32 {
            assert!(list.put(job(step * 7_919 % 2_000, 1)).is_none());
        }
        assert_eq!(ids(&list), (0..2_000).rev().collect::<Vec<_>>());
        assert_eq!(list.put(job(777, 5)).map(|old| old.pages), Some(1));
        assert_eq!((list.len(), list.get(JobId(777)).map(|job| job.pages)), (2_000, Some(5)));
        assert_eq!(list.below(Some(JobId(700))).next().map(|job| job.id), Some(JobId(699)));
        assert_eq!(list.below(None).next().map(|job| job.id), Some(JobId(1_999)));
        for id in 0..2_000 {
            assert!(list.remove(JobId(id)).is_some());
        }
        assert!(list.is_empty() && list.first().is_none() && list.remove(JobId(3)).is_none());
    }

    #[test]
    fn what_differs_is_told_and_the_rest_is_shared() {
        let old: JobList = (0..1_000).map(|id| job(id * 2, 1)).collect();
        let mut new = old.clone();
        new.put(job(500, 9));
        new.put(job(501, 1));
        new.put(job(5_000, 1));
        new.remove(JobId(2));
        let said: Vec<_> =
            new.differences(&old).iter().map(|it| (it.old.map(|job| job.id.0), it.new.map(|job| job.id.0))).collect();
        assert_eq!(said, [(None, Some(5_000)), (None, Some(501)), (Some(500), Some(500)), (Some(2), None)]);
        assert!(new.differences(&new.clone()).is_empty());
        assert_eq!(new.differences(&JobList::default()).len(), new.len());
        let shared = new.pages.iter().filter(|page| old.pages.iter().any(|other| Arc::ptr_eq(page, other))).count();
        assert!(shared >= 1, "an untouched page is shared");
        let mut named = new.clone();
        named.update(|job| (job.id == JobId(500)).then(|| Job { pages: 2, ..job.clone() }));
        assert_eq!(named.differences(&new).len(), 1);
    }
}
