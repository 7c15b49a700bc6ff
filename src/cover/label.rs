//! Words that a template has on every fax (`To`, `Pages`, a notice), in the language of the place: `data-label`.
//!
//! The languages are those of [`Locale`]; ISO 8601 has none and speaks English. The words in the file, which drawing
//! programs show, are not sent.

use std::str::FromStr;

use super::locale::Locale;

/// Declares labels with their names in files and their words in English, German, French, Spanish, Italian and Dutch.
/// Where the number of pages decides, words for one page stand before a bar, those for other numbers behind it.
macro_rules! labels {
    ($( $(#[$doc:meta])* $label:ident $name:literal
        $en:literal $de:literal $fr:literal $es:literal $it:literal $nl:literal; )+) => {
        /// Words that are the same on every fax.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Label { $( $(#[$doc])* $label, )+ }

        impl Label {
            /// All of them, as a list shows them.
            pub const ALL: &'static [Self] = &[$( Self::$label, )+];

            /// The name in a template.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$label => $name, )+ }
            }

            const fn written(self, locale: Locale) -> &'static str {
                match locale {
                    Locale::EnUs | Locale::EnGb | Locale::Iso => match self { $( Self::$label => $en, )+ },
                    Locale::De => match self { $( Self::$label => $de, )+ },
                    Locale::Fr => match self { $( Self::$label => $fr, )+ },
                    Locale::Es => match self { $( Self::$label => $es, )+ },
                    Locale::It => match self { $( Self::$label => $it, )+ },
                    Locale::Nl => match self { $( Self::$label => $nl, )+ },
                }
            }
        }
    };
}

labels! {
    /// Whom the fax goes to.
    To "to" "To" "An" "À" "Para" "A" "Aan";
    /// Whom it comes from.
    From "from" "From" "Von" "De" "De" "Da" "Van";
    /// Whom it is for, above a name in large letters.
    For "for" "For" "Für" "Pour" "Para" "Per" "Voor";
    /// Whom in a company it is for.
    Attention "attention" "Attention" "z. Hd." "À l’att. de" "A la att. de" "c.a." "t.a.v.";
    /// Company or practice.
    Company "company" "Company" "Firma" "Société" "Empresa" "Azienda" "Bedrijf";
    /// Law firm.
    Firm "firm" "Firm" "Kanzlei" "Cabinet" "Despacho" "Studio" "Kantoor";
    /// Department, in short.
    Department "department" "Dept." "Abteilung" "Service" "Depto." "Reparto" "Afdeling";
    /// Job title.
    JobTitle "job-title" "Title" "Funktion" "Fonction" "Cargo" "Qualifica" "Functie";
    /// Number of the fax.
    Fax "fax" "Fax" "Fax" "Fax" "Fax" "Fax" "Fax";
    /// Telephone.
    Phone "phone" "Phone" "Telefon" "Tél." "Teléfono" "Telefono" "Telefoon";
    /// Whom to telephone back.
    CallBack "call-back" "Call back" "Rückruf" "Rappeler" "Llamar al" "Richiamare" "Terugbellen";
    /// Mail address.
    Email "email" "E-mail" "E-Mail" "E-mail" "Correo" "E-mail" "E-mail";
    /// Date, also with the time of day.
    Date "date" "Date" "Datum" "Date" "Fecha" "Data" "Datum";
    /// Date and time of sending.
    Sent "sent" "Sent" "Gesendet" "Envoyé" "Enviado" "Inviato" "Verzonden";
    /// How many pages.
    Pages "pages" "Pages" "Seiten" "Pages" "Páginas" "Pagine" "Pagina’s";
    /// The job's number.
    Job "job" "Job" "Auftrag" "Envoi" "Envío" "Invio" "Opdracht";
    /// What it is about.
    Subject "subject" "Subject" "Betreff" "Objet" "Asunto" "Oggetto" "Onderwerp";
    /// What it is about, in letters of lawyers.
    Re "re" "Re" "Betreff" "Objet" "Asunto" "Oggetto" "Betreft";
    /// Number of the case.
    Matter "matter" "Matter" "Az." "Dossier" "Exp." "Pratica" "Dossier";
    /// The message.
    Note "note" "Note" "Nachricht" "Message" "Mensaje" "Messaggio" "Bericht";
    /// Above facts of this fax.
    ThisFax "this-fax" "This fax" "Dieses Fax" "Ce fax" "Este fax" "Questo fax" "Deze fax";
    /// Behind the number of pages.
    PagesIncluded "pages-included"
        "page, this one|pages, this one included" "Seite, nur diese|Seiten mit dieser"
        "page, celle-ci|pages, celle-ci comprise" "página, esta|páginas, incluida esta"
        "pagina, questa|pagine, questa compresa" "pagina, deze|pagina’s, deze inbegrepen";
    /// Before the number of a further page.
    Continued "continued"
        "continued, page" "Fortsetzung, Seite" "suite, page" "continuación, página" "segue, pagina" "vervolg, pagina";
    /// Before a telephone number, at the foot.
    PageMissing "page-missing"
        "If a page is missing, please call" "Falls eine Seite fehlt, rufen Sie bitte an:"
        "S’il manque une page, veuillez appeler le" "Si falta alguna página, llame al"
        "Se manca una pagina, chiamare il" "Ontbreekt er een pagina, bel dan";
    /// That it is urgent, in very large letters.
    Urgent "urgent" "URGENT" "EILT" "URGENT" "URGENTE" "URGENTE" "SPOED";
    /// The same before a subject.
    UrgentBefore "urgent-before" "Urgent:" "Eilt:" "Urgent :" "Urgente:" "Urgente:" "Spoed:";
    /// To whoever stands at the machine.
    HandOver "hand-over"
        "Please hand this fax to the recipient at once" "Bitte dieses Fax sofort dem Empfänger übergeben"
        "Merci de remettre ce fax immédiatement au destinataire" "Entregue este fax de inmediato al destinatario"
        "Consegnare subito questo fax al destinatario" "Overhandig deze fax direct aan de ontvanger";
    /// That it is confidential, before a subject.
    ConfidentialBefore "confidential-before"
        "Confidential:" "Vertraulich:" "Confidentiel :" "Confidencial:" "Riservato:" "Vertrouwelijk:";
    /// Head of the notice of medical faxes.
    HealthNotice "health-notice"
        "Confidential health information." "Vertrauliche Gesundheitsdaten." "Données de santé confidentielles."
        "Información sanitaria confidencial." "Informazioni sanitarie riservate." "Vertrouwelijke medische gegevens.";
    /// The notice, as far as whom to call.
    HealthNoticeBegin "health-notice-begin"
        "This fax is meant only for the person or practice named above and is protected by law. If it reached you by mistake, please do not read, copy or pass it on: call"
        "Dieses Fax ist nur für die oben genannte Person oder Praxis bestimmt und gesetzlich geschützt. Erreicht es Sie irrtümlich, lesen und kopieren Sie es bitte nicht: verständigen Sie"
        "Ce fax est destiné uniquement à la personne ou au cabinet indiqué ci-dessus et protégé par la loi. S’il vous parvient par erreur, merci de ne pas le lire ni le copier : prévenez"
        "Este fax va dirigido solo a la persona o consulta indicada arriba y está protegido por la ley. Si le llega por error, no lo lea, copie ni difunda: avise"
        "Questo fax è destinato solo alla persona o allo studio sopra indicato ed è protetto dalla legge. Se le giunge per errore, non lo legga, copi o diffonda: avvisi"
        "Deze fax is alleen bestemd voor de hierboven genoemde persoon of praktijk en wettelijk beschermd. Bereikt hij u per vergissing, lees of kopieer hem dan niet: waarschuw";
    /// Before our telephone number in it.
    HealthNoticeUs "health-notice-us"
        "us at" "uns unter" "notre cabinet au" "a nuestra consulta, tel." "il nostro studio al" "ons op";
    /// In its place when there is no number.
    HealthNoticeSender "health-notice-sender"
        "the sender" "den Absender" "l’expéditeur" "al remitente" "il mittente" "de afzender";
    /// The notice's end.
    HealthNoticeEnd "health-notice-end"
        "and destroy all pages. Thank you." "und vernichten Sie alle Seiten. Danke."
        "et détruisez toutes les pages. Merci." "y destruya todas las páginas. Gracias."
        "e distrugga tutte le pagine. Grazie." "en vernietig alle pagina’s. Dank u.";
    /// Head of legal faxes.
    Transmittal "transmittal"
        "FACSIMILE TRANSMITTAL" "ÜBERMITTLUNG PER TELEFAX" "TRANSMISSION PAR TÉLÉCOPIE" "TRANSMISIÓN POR FAX"
        "TRASMISSIONE VIA FAX" "VERZENDING PER FAX";
    /// Head of the statement of service.
    Service "service"
        "Statement of service" "Erklärung über die Zustellung" "Déclaration de notification"
        "Declaración de notificación" "Dichiarazione di notifica" "Verklaring van betekening";
    /// The statement: before the date.
    ServiceOn "service-on"
        "I state that on" "Ich erkläre, dass ich am" "Je déclare que le" "Declaro que el" "Dichiaro che il"
        "Ik verklaar dat ik op";
    /// Before the time of day.
    ServiceAt "service-at" "at" "um" "à" "a las" "alle" "om";
    /// What was served.
    ServiceServed "service-served"
        "I served the documents that follow this page" "die dieser Seite folgenden Unterlagen"
        "j’ai notifié les documents qui suivent cette page" "he notificado los documentos que siguen a esta página"
        "ho notificato i documenti che seguono questa pagina" "de documenten die op deze pagina volgen";
    /// Behind the number of pages.
    ServicePages "service-pages"
        "page with this one|pages with this one" "Seite mit dieser|Seiten mit dieser"
        "page avec celle-ci|pages avec celle-ci" "página con esta|páginas con esta"
        "pagina con questa|pagine con questa" "pagina met deze|pagina’s met deze";
    /// Before whom it went to.
    ServiceBy "service-by"
        "by facsimile on" "per Telefax an" "par télécopie à" "por fax a" "via fax a" "per fax aan";
    /// Whom, when nobody is named.
    ServiceNamedAbove "service-named-above"
        "the recipient named above" "die oben genannte Stelle" "la partie nommée ci-dessus"
        "la parte indicada arriba" "la parte sopra indicata" "de hierboven genoemde ontvanger";
    /// Before the number.
    ServiceNumber "service-number" "at" "unter" "au" "en el número" "al numero" "op nummer";
    /// Its end.
    ServiceEnd "service-end"
        ", and that the transmission report is kept with the file."
        " zugestellt habe und dass der Sendebericht bei den Akten bleibt."
        ", et que le rapport de transmission est conservé au dossier."
        ", y que el informe de transmisión se conserva en el expediente."
        ", e che il rapporto di trasmissione è conservato agli atti."
        " heb betekend en dat het verzendrapport bij het dossier blijft.";
    /// Below the line for it.
    Signature "signature" "Signature" "Unterschrift" "Signature" "Firma" "Firma" "Handtekening";
    /// Below the line for them.
    NameAndDate "name-and-date"
        "Name and date" "Name und Datum" "Nom et date" "Nombre y fecha" "Nome e data" "Naam en datum";
    /// The notice at the foot of legal faxes.
    Privileged "privileged"
        "This transmission may be privileged and confidential. If you are not the addressee, any use or copy of it is prohibited; please notify the sender at once and destroy it."
        "Diese Sendung kann vertraulich und rechtlich geschützt sein. Sind Sie nicht der Adressat, ist jede Verwendung oder Kopie untersagt; bitte verständigen Sie sofort den Absender und vernichten Sie sie."
        "Cette transmission peut être confidentielle et protégée par le secret. Si vous n’en êtes pas le destinataire, tout usage ou copie est interdit ; merci d’avertir aussitôt l’expéditeur et de la détruire."
        "Esta transmisión puede ser confidencial y estar protegida por el secreto profesional. Si no es usted el destinatario, se prohíbe su uso o copia; avise al remitente y destrúyala."
        "Questa trasmissione può essere riservata e coperta da segreto. Se non ne è il destinatario, ogni uso o copia è vietato; avvisi subito il mittente e la distrugga."
        "Deze zending kan vertrouwelijk en beschermd zijn. Bent u niet de geadresseerde, dan is elk gebruik of elke kopie verboden; waarschuw direct de afzender en vernietig haar.";
}

impl Label {
    /// Its words, for a fax of so many pages.
    #[must_use]
    pub fn words(self, locale: Locale, pages: Option<u32>) -> &'static str {
        let written = self.written(locale);
        match written.split_once('|') {
            Some((one, _)) if pages == Some(1) => one,
            Some((_, other)) => other,
            None => written,
        }
    }
}

/// A name that no label has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no label {0:?}")]
pub struct UnknownLabel(pub String);

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|label| label.name() == name.trim());
        known.copied().ok_or_else(|| UnknownLabel(name.trim().chars().take(80).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_words_in_every_language_and_a_name_that_finds_it() {
        for label in Label::ALL {
            assert_eq!(label.name().parse(), Ok(*label));
            for locale in Locale::ALL {
                let words = label.words(*locale, Some(2));
                assert!(!words.trim().is_empty() && !words.contains('|'), "{label:?} in {locale}");
            }
            // Words and pieces of sentences are not left in English where they would be read as English.
            let is_sentence = label.words(Locale::EnGb, None).contains(' ');
            assert!(!is_sentence || label.words(Locale::EnGb, None) != label.words(Locale::De, None), "{label:?}");
        }
    }

    #[test]
    fn the_readme_has_all_labels_and_fields() {
        let readme = include_str!("../../coverpages/README.md");
        for label in Label::ALL {
            assert!(readme.contains(&format!("`{}`", label.name())), "{label:?}");
        }
        for field in super::super::Field::ALL {
            let name = field.name().rsplit('.').next().unwrap_or_default();
            assert!(readme.contains(name), "{field:?}");
        }
    }

    #[test]
    fn one_page_is_no_plural() {
        let words = |pages| [Locale::EnGb, Locale::De].map(|locale| Label::PagesIncluded.words(locale, pages));
        assert_eq!(words(Some(1)), ["page, this one", "Seite, nur diese"]);
        assert_eq!(words(Some(4)), ["pages, this one included", "Seiten mit dieser"]);
    }
}
