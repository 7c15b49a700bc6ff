//! What may be filled into a text: words as they are, numbers as the language writes and counts them.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

use crate::model::{BookEntryId, FaxNumber, JobId, MethodId, PortId, StationId};

/// A value for a variable of a text.
pub(crate) trait Argument {
    /// As the catalogue takes it.
    fn argument(&self) -> FluentValue<'static>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'static> {
        T::argument(self)
    }
}

/// Words, and names that are never counted: the fax 1234 is not the fax 1,234.
macro_rules! written_out {
    ($($of:ty),+) => {
        $(impl Argument for $of {
            fn argument(&self) -> FluentValue<'static> {
                FluentValue::from(self.to_string())
            }
        })+
    };
}
written_out!(str, String, Cow<'_, str>, char, BookEntryId, FaxNumber, JobId, MethodId, PortId, StationId);

macro_rules! counted {
    ($($of:ty),+) => {
        $(impl Argument for $of {
            fn argument(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        })+
    };
}
counted!(u8, u16, u32, u64, usize, i32, i64);
