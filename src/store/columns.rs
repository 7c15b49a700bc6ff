//! How values of the model stand in columns: words of the database's own, numbers checked both ways.

use sqlx::Row as _;

use super::StoreError;
use super::core::Fault;
use super::dialect::Row;
use crate::model::{
    CallSide, Coding, JobKind, JobStatus, MailSecurity, Modulation, Outcome, PageVerdict, Phase, Priority, RateStep,
    Resolution, Stage, Timestamp, TraceKind, TraceTone,
};

/// An enum that stands in a column as a word.
pub(super) trait Word: Copy {
    /// Its word. Never changed once released.
    fn word(self) -> &'static str;
    /// The value of a word.
    fn from_word(word: &str) -> Option<Self>;
}

macro_rules! words {
    ($( $type:ty { $( $variant:ident = $word:literal, )* } )*) => { $(
        impl Word for $type {
            fn word(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )*
                }
            }

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $( $word => Some(Self::$variant), )*
                    _ => None,
                }
            }
        }
    )* };
}

words! {
    JobKind {
        Send = "send",
        Receive = "receive",
        Routing = "routing",
        Poll = "poll",
        Offer = "offer",
    }
    JobStatus {
        Pending = "pending",
        InProgress = "in_progress",
        Retrying = "retrying",
        Paused = "paused",
        NoLine = "no_line",
        Completed = "completed",
        Failed = "failed",
        RetriesExceeded = "retries_exceeded",
        Canceled = "canceled",
        Canceling = "canceling",
        Routing = "routing",
    }
    MailSecurity {
        None = "none",
        StartTls = "starttls",
        Tls = "tls",
    }
    Stage {
        Waiting = "waiting",
        Initializing = "initializing",
        Dialing = "dialing",
        Ringing = "ringing",
        Connecting = "connecting",
        Training = "training",
        Page = "page",
        Confirming = "confirming",
        HangingUp = "hanging_up",
    }
    PageVerdict {
        Confirmed = "confirmed",
        ConfirmedAfterResend = "confirmed_after_resend",
        RefusedKeptGoing = "refused_kept_going",
        Unconfirmed = "unconfirmed",
        Partial = "partial",
        SenderNotConfirmed = "sender_not_confirmed",
    }
    Resolution {
        Standard = "standard",
        Fine = "fine",
        Superfine = "superfine",
        Dpi300 = "300",
        Dpi400 = "400",
    }
    Coding {
        Mh = "mh",
        Mr = "mr",
        Mmr = "mmr",
        Jbig = "jbig",
    }
    Modulation {
        V27ter = "v27ter",
        V29 = "v29",
        V17 = "v17",
    }
    Phase {
        A = "a",
        B = "b",
        C = "c",
        D = "d",
        E = "e",
    }
    CallSide {
        Local = "local",
        Remote = "remote",
        Note = "note",
    }
    TraceKind {
        Call = "call",
        Tone = "tone",
        Frame = "frame",
        Training = "training",
        Page = "page",
        Timer = "timer",
        Decision = "decision",
        End = "end",
    }
    TraceTone {
        Normal = "normal",
        Warning = "warning",
        Bad = "bad",
    }
}

/// Priorities stand as numbers, higher first, so that the database can sort by them.
pub(super) fn priority_rank(priority: Priority) -> i64 {
    match priority {
        Priority::Low => 0,
        Priority::Normal => 1,
        Priority::High => 2,
    }
}

/// The priority of a rank.
pub(super) fn priority(row: &Row, column: &'static str) -> Result<Priority, Fault> {
    match row.try_get::<i64, _>(column)? {
        0 => Ok(Priority::Low),
        1 => Ok(Priority::Normal),
        2 => Ok(Priority::High),
        other => Err(unknown(column, &other)),
    }
}

/// A word.
pub(super) fn word<T: Word>(row: &Row, column: &'static str) -> Result<T, Fault> {
    let text: &str = row.try_get(column)?;
    T::from_word(text).ok_or_else(|| unknown(column, &text))
}

/// A word or nothing.
pub(super) fn word_option<T: Word>(row: &Row, column: &'static str) -> Result<Option<T>, Fault> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(|text| T::from_word(text).ok_or_else(|| unknown(column, &text))).transpose()
}

/// A text.
pub(super) fn text(row: &Row, column: &'static str) -> Result<String, Fault> {
    Ok(row.try_get(column)?)
}

/// A text or nothing.
pub(super) fn text_option(row: &Row, column: &'static str) -> Result<Option<String>, Fault> {
    Ok(row.try_get(column)?)
}

/// Yes or no.
pub(super) fn flag(row: &Row, column: &'static str) -> Result<bool, Fault> {
    Ok(row.try_get(column)?)
}

/// Yes, no or nothing.
pub(super) fn flag_option(row: &Row, column: &'static str) -> Result<Option<bool>, Fault> {
    Ok(row.try_get(column)?)
}

/// A number of whatever width the model wants.
pub(super) fn whole<T: TryFrom<i64>>(row: &Row, column: &'static str) -> Result<T, Fault> {
    let number: i64 = row.try_get(column)?;
    T::try_from(number).map_err(|_| unknown(column, &number))
}

/// A number or nothing.
pub(super) fn whole_option<T: TryFrom<i64>>(row: &Row, column: &'static str) -> Result<Option<T>, Fault> {
    let number: Option<i64> = row.try_get(column)?;
    number.map(|number| T::try_from(number).map_err(|_| unknown(column, &number))).transpose()
}

/// A time.
pub(super) fn time(row: &Row, column: &'static str) -> Result<Timestamp, Fault> {
    Ok(Timestamp(row.try_get(column)?))
}

/// A time or nothing.
pub(super) fn time_option(row: &Row, column: &'static str) -> Result<Option<Timestamp>, Fault> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp))
}

/// An outcome by its number, or nothing.
pub(super) fn outcome_option(row: &Row, column: &'static str) -> Result<Option<Outcome>, Fault> {
    let code: Option<u16> = whole_option(row, column)?;
    code.map(|code| Outcome::from_code(code).ok_or_else(|| unknown(column, &code))).transpose()
}

/// The columns `rate_modulation` and `rate_bps`.
pub(super) fn rate_option(row: &Row) -> Result<Option<RateStep>, Fault> {
    let modulation = word_option(row, "rate_modulation")?;
    let rate_bps = whole_option(row, "rate_bps")?;
    Ok(modulation.zip(rate_bps).map(|(modulation, rate_bps)| RateStep { modulation, rate_bps }))
}

/// A large number for a column.
pub(super) fn column_number(column: &'static str, value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError::TooLarge { column, value })
}

/// The error of a value that nothing here wrote.
pub(super) fn unknown(column: &'static str, value: &dyn ToString) -> Fault {
    StoreError::UnknownValue { column, value: value.to_string() }.into()
}
