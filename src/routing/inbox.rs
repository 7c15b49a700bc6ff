//! Routing to the inbox. The archive has every received fax before routing begins, and the inbox shows the archive; so
//! nothing is left to do, and nothing can fail. The method exists because programs of the Windows fax service look for
//! it, and because a port with it enabled says plainly where its faxes are.

use async_trait::async_trait;

use super::{
    BUILT_IN, FileList, MethodId, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax, RoutingData, RoutingMethod,
};

/// The inbox. Its data (once a MAPI profile) is ignored.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inbox;

#[async_trait]
impl RoutingMethod for Inbox {
    fn id(&self) -> MethodId {
        MethodId::INBOX
    }

    fn friendly_name(&self) -> &str {
        "Inbox"
    }

    fn function_name(&self) -> &str {
        "FaxRouteInbox"
    }

    fn extension_name(&self) -> &str {
        BUILT_IN
    }

    fn priority(&self) -> u32 {
        1
    }

    fn validate(&self, _data: &RoutingData) -> Result<(), RouteError> {
        Ok(())
    }

    fn target(&self, _data: &RoutingData) -> String {
        "in the inbox".to_owned()
    }

    async fn check(&self, _data: &RoutingData) -> Result<String, RouteError> {
        Ok("every received fax is in the inbox".to_owned())
    }

    async fn route(
        &self,
        _fax: &RoutedFax,
        _data: &RoutingData,
        _files: &mut FileList,
        _retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        Ok(Routed::new("in the inbox"))
    }
}
