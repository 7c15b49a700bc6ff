//! Routing against folders, mail servers, printers and commands that really are there, on this machine.

mod email;
mod files;
mod folder;
mod ipp_server;
mod print;
mod receipts;
mod router;
mod rules;
pub(crate) mod smtp_server;

use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::document::write_tiff;
use crate::model::{Bitmap, Coding, FaxPage, Resolution};

/// 2026-03-05T13:07:09Z, a Thursday; 14:07 where the machine stands.
const RECEIVED: Timestamp = Timestamp(1_772_716_029_000);

/// A fax of two pages in an archive of its own.
struct Stored {
    fax: RoutedFax,
    archive: TempDir,
}

fn stored() -> Stored {
    let archive = tempfile::tempdir().unwrap();
    let document = archive.path().join("17.tif");
    let page = |black: usize| {
        let mut data = vec![0; 216 * 200];
        data[black] = 0xff;
        FaxPage { bitmap: Bitmap::new(1728, 200, data).unwrap(), resolution: Resolution::Standard }
    };
    std::fs::write(&document, write_tiff(&[page(300), page(4_000)], Coding::Mh).unwrap()).unwrap();
    let fax = RoutedFax {
        job: JobId(17),
        run: 1,
        received_at: RECEIVED,
        elapsed: Duration::from_secs(61),
        utc_offset_min: 60,
        csid: StationId::new("+49 30 555"),
        tsid: StationId::new("Praxis am Park"),
        caller_id: "+49 (30) 1234-5".into(),
        routing: "42".into(),
        receiver_name: "Labor".into(),
        receiver_number: "+49 30 55542".into(),
        port: "virtual-1".into(),
        device_id: DeviceId(1),
        device_name: "Line 1".into(),
        pages: 2,
        outcome: Outcome::Received,
        document,
    };
    Stored { fax, archive }
}

impl Stored {
    /// One try of one method, as the engine makes it.
    async fn route(
        &self,
        method: &dyn RoutingMethod,
        data: &str,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let mut files = FileList::new(&self.fax.document, Vec::new());
        method.route(&self.fax, &data.into(), &mut files, retry).await
    }
}
