//! A sorted list of some of a picture's jobs, kept in step with the pictures: a hundred thousand jobs are walked through
//! a slice a frame, and from then on only what changed is looked at. Pure.

use std::collections::HashSet;
use std::sync::Arc;

use super::selection::Order;
use crate::model::{Job, JobId, JobList};

/// Jobs looked at in one frame while a list is made: about a millisecond's work.
pub(crate) const SLICE: usize = 12_000;
/// So many changes at once, and the list is gone through instead of being searched for each.
const MANY: usize = 64;

/// Which jobs are listed, and where.
pub(crate) trait Scope {
    /// A job's place: by it the list is sorted. No two jobs have the same.
    type Key: Copy + Ord;

    /// The place of a job; none when it is not listed.
    fn key(&self, job: &Job) -> Option<Self::Key>;

    /// A job came into the picture (`came`) or left it, listed or not: for those who count.
    fn note(&mut self, job: &Job, came: bool);

    /// How many jobs with nothing to compare one job of this list takes as long as.
    fn cost(&self) -> usize;
}

/// The list.
#[derive(Clone, Debug)]
pub(crate) struct JobIndex<S: Scope> {
    pub(crate) scope: S,
    rows: Vec<(S::Key, Arc<Job>)>,
    /// What the rows were taken from.
    source: JobList,
    walk: Walk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Walk {
    /// Nothing was looked at.
    Due,
    /// Jobs from this number upwards were looked at; the rows are not sorted.
    Down(JobId),
    /// All were.
    Done,
}

impl<S: Scope> JobIndex<S> {
    /// Nothing is listed before [`JobIndex::advance`].
    pub(crate) fn new(scope: S) -> Self {
        Self { scope, rows: Vec::new(), source: JobList::default(), walk: Walk::Due }
    }

    /// Whether the list is that of `jobs`, and [`JobIndex::advance`] would do nothing.
    pub(crate) fn is_current(&self, jobs: &JobList) -> bool {
        self.walk == Walk::Done && self.source.is_same(jobs)
    }

    /// Goes on for at most `budget` jobs, which is lowered by those looked at. True when the list is that of `jobs`.
    pub(crate) fn advance(&mut self, jobs: &JobList, budget: &mut usize) -> bool {
        if self.walk != Walk::Done && !self.walk_on(jobs, budget) {
            return false;
        }
        self.follow(jobs);
        true
    }

    fn walk_on(&mut self, jobs: &JobList, budget: &mut usize) -> bool {
        if self.walk == Walk::Due {
            self.source = jobs.clone();
        }
        let (source, cost) = (self.source.clone(), self.scope.cost());
        let mut below = if let Walk::Down(id) = self.walk { Some(id) } else { None };
        for job in source.below(below) {
            if *budget < cost {
                self.walk = below.map_or(Walk::Due, Walk::Down);
                return false;
            }
            *budget -= cost;
            self.scope.note(job, true);
            self.rows.extend(self.scope.key(job).map(|key| (key, Arc::clone(job))));
            below = Some(job.id);
        }
        // Nearly in order already, which the sort makes use of.
        self.rows.sort_by_key(|(key, _)| *key);
        self.walk = Walk::Done;
        true
    }

    fn follow(&mut self, jobs: &JobList) {
        let old = std::mem::replace(&mut self.source, jobs.clone());
        let differences = jobs.differences(&old);
        let many = differences.len() > MANY;
        let (mut gone, mut came) = (HashSet::new(), Vec::new());
        for difference in differences {
            for (job, is_new) in [(difference.old, false), (difference.new, true)] {
                if let Some(job) = job {
                    self.scope.note(job, is_new);
                }
            }
            let before = difference.old.and_then(|job| self.scope.key(job));
            let after = difference.new.and_then(|job| Some((self.scope.key(job)?, Arc::clone(job))));
            if many {
                gone.extend(difference.old.filter(|_| before.is_some()).map(|job| job.id));
                came.extend(after);
            } else {
                self.replace(before, after);
            }
        }
        if many {
            self.rows.retain(|(_, job)| !gone.contains(&job.id));
            self.rows.extend(came);
            self.rows.sort_by_key(|(key, _)| *key);
        }
    }

    fn replace(&mut self, before: Option<S::Key>, after: Option<(S::Key, Arc<Job>)>) {
        let place = |rows: &[(S::Key, Arc<Job>)], key: S::Key| rows.binary_search_by_key(&key, |(key, _)| *key);
        if let Some(Ok(at)) = before.map(|key| place(&self.rows, key)) {
            if let (Some(after), Some(row)) = (&after, self.rows.get_mut(at))
                && row.0 == after.0
            {
                row.1 = Arc::clone(&after.1);
                return;
            }
            self.rows.remove(at);
        }
        if let Some(after) = after {
            match place(&self.rows, after.0) {
                Ok(at) => {
                    if let Some(row) = self.rows.get_mut(at) {
                        *row = after;
                    }
                }
                Err(at) => self.rows.insert(at, after),
            }
        }
    }

    /// Looks again whether a job is listed, after the scope changed for it alone.
    pub(crate) fn reconsider(&mut self, id: JobId) {
        let Some(job) = self.source.get(id).cloned() else { return };
        let stood = self.rows.iter().find(|(_, row)| row.id == id).map(|(key, _)| *key);
        let after = self.scope.key(&job).map(|key| (key, job));
        self.replace(stood, after);
    }

    /// The listed jobs with their places, in order.
    pub(crate) fn rows(&self) -> &[(S::Key, Arc<Job>)] {
        &self.rows
    }

    /// A listed job, by its row.
    pub(crate) fn at(&self, row: usize) -> Option<&Arc<Job>> {
        self.rows.get(row).map(|(_, job)| job)
    }

    /// A listed job, by its number.
    pub(crate) fn listed(&self, id: JobId) -> Option<&Arc<Job>> {
        self.place(id).and_then(|row| self.at(row))
    }

    /// Where a job stands; none when it is not listed.
    pub(crate) fn key_of(&self, id: JobId) -> Option<S::Key> {
        self.place(id).and_then(|row| self.rows.get(row)).map(|(key, _)| *key)
    }

    /// The job that took the place of one that stood at `key`: the next one, else the last.
    pub(crate) fn successor(&self, key: S::Key) -> Option<JobId> {
        let at = self.rows.partition_point(|(other, _)| *other < key);
        self.rows.get(at).or(self.rows.last()).map(|(_, job)| job.id)
    }
}

impl<S: Scope> Order for JobIndex<S> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn place(&self, id: JobId) -> Option<usize> {
        let key = self.scope.key(self.source.get(id)?)?;
        let row = self.rows.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        self.at(row).filter(|job| job.id == id).map(|_| row)
    }

    fn ids(&self, rows: std::ops::Range<usize>) -> Vec<JobId> {
        self.rows.get(rows).unwrap_or_default().iter().map(|(_, job)| job.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::samples::job;

    /// Faxes of more than a page, longest first.
    #[derive(Clone, Debug)]
    struct Long(usize);

    impl Scope for Long {
        type Key = (std::cmp::Reverse<u32>, JobId);

        fn key(&self, job: &Job) -> Option<Self::Key> {
            (job.pages > 1).then_some((std::cmp::Reverse(job.pages), job.id))
        }

        fn note(&mut self, _: &Job, came: bool) {
            if came { self.0 += 1 } else { self.0 -= 1 }
        }

        fn cost(&self) -> usize {
            1
        }
    }

    fn fax(id: u32, pages: u32) -> Arc<Job> {
        Arc::new(Job { pages, ..job(id) })
    }

    fn check(index: &JobIndex<Long>, jobs: &JobList) {
        let mut expected: Vec<_> = jobs.iter().filter(|job| job.pages > 1).cloned().collect();
        expected.sort_by_key(|job| (std::cmp::Reverse(job.pages), job.id));
        assert_eq!(index.rows().iter().map(|(_, job)| job).collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
        assert_eq!(index.scope.0, jobs.len());
        for (row, job) in expected.iter().enumerate() {
            assert_eq!(index.place(job.id), Some(row));
        }
    }

    #[test]
    fn a_list_made_in_slices_and_kept_in_step_is_the_list_made_at_once() {
        let mut jobs: JobList = (1..=1_000).map(|id| fax(id, id % 5)).collect();
        let mut index = JobIndex::new(Long(0));
        let mut slices = 0;
        while !index.advance(&jobs, &mut 150) {
            // What happens meanwhile is followed at the end.
            jobs.put(fax(2_000 + slices, 3));
            jobs.remove(JobId(1_000 - slices));
            slices += 1;
        }
        assert!(slices > 4 && index.is_current(&jobs));
        check(&index, &jobs);
        for (id, pages) in [(2, 1), (2, 4), (3, 9), (5_000, 2), (4, 0)] {
            jobs.put(fax(id, pages));
            assert!(index.advance(&jobs, &mut 0));
            check(&index, &jobs);
        }
        for id in 100..400 {
            jobs.put(fax(id, 7));
        }
        jobs.remove(JobId(3));
        assert!(index.advance(&jobs, &mut 0));
        check(&index, &jobs);
    }
}
