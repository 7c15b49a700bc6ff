//! Enums of options with the names they have on the command line, in the settings and in JSON: their variants in small
//! letters.

/// Declares an enum whose variants have names: `ALL`, `name`, `FromStr` (any case), `Display`.
macro_rules! named {
    (
        $(#[doc = $doc:literal])*
        pub enum $type:ident: $what:literal { $( $(#[$meta:meta])* $variant:ident = $name:literal, )+ }
    ) => {
        $(#[doc = $doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        #[serde(rename_all = "lowercase")]
        pub enum $type { $( $(#[$meta])* $variant, )+ }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];

            /// The name on the command line and in the settings.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::model::of_name(Self::ALL, Self::name, text, $what)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

/// Gives a type the JSON schema of what it is in JSON.
macro_rules! schema_as {
    ($type:ty, $form:ty) => {
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                <$form>::inline_schema()
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                <$form>::schema_name()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <$form>::json_schema(generator)
            }
        }
    };
}

pub(crate) use named;
pub(crate) use schema_as;

/// The value with that name, or a sentence that lists the names there are.
pub(crate) fn of_name<T: Copy>(all: &[T], name: fn(T) -> &'static str, text: &str, what: &str) -> Result<T, String> {
    all.iter().copied().find(|value| name(*value).eq_ignore_ascii_case(text)).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|value| name(*value)).collect();
        let names = match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => names.concat(),
        };
        format!("unknown {what} {text:?}; use {names}")
    })
}
