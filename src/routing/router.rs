//! The installed methods, and the one place where a copy is made: with a limit of time, and proof against a method that
//! fails by a mistake.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;

use super::{
    Cure, Email, FileList, Folder, Inbox, Mailer, Print, RetryBlob, RouteError, RouteFailure, Routed, RoutedFax,
    RoutingMethod,
};
use crate::model::{
    MethodId, RoutingAttempt, RoutingData, RoutingMethodInfo, RoutingRetry, RoutingRule, RoutingState, RoutingStatus,
    Timestamp,
};

/// The installed routing methods.
#[derive(Clone)]
pub struct Router {
    methods: Vec<Arc<dyn RoutingMethod>>,
}

impl Router {
    /// With these methods. Of several with one GUID the first counts.
    pub fn new(methods: impl IntoIterator<Item = Arc<dyn RoutingMethod>>) -> Self {
        let mut router = Self { methods: Vec::new() };
        for method in methods {
            if router.method(method.id()).is_none() {
                router.methods.push(method);
            }
        }
        router
    }

    /// The built-in methods; more join with [`Router::with`].
    pub fn built_in(mailer: Mailer) -> Self {
        let methods: [Arc<dyn RoutingMethod>; 4] =
            [Arc::new(Inbox), Arc::new(Folder), Arc::new(Email::new(mailer)), Arc::new(Print::of_the_system())];
        Self::new(methods)
    }

    /// With one more method (`FaxRegisterRoutingExtension`), unless its GUID is taken.
    #[must_use]
    pub fn with(self, method: Arc<dyn RoutingMethod>) -> Self {
        Self::new(self.methods.into_iter().chain([method]))
    }

    /// The method with that GUID.
    pub fn method(&self, id: MethodId) -> Option<&Arc<dyn RoutingMethod>> {
        self.methods.iter().find(|method| method.id() == id)
    }

    /// All methods in the order they run (`FaxEnumGlobalRoutingInfo`): first those in `order`, as the administrator has
    /// put them, then the others by their own priority.
    pub fn infos(&self, order: &[MethodId]) -> Vec<RoutingMethodInfo> {
        let place = |method: &dyn RoutingMethod| {
            let placed = order.iter().position(|id| *id == method.id());
            (placed.unwrap_or(usize::MAX), method.priority())
        };
        let mut methods: Vec<&dyn RoutingMethod> = self.methods.iter().map(AsRef::as_ref).collect();
        methods.sort_by_key(|method| place(*method));
        let info = |(priority, method): (u32, &dyn RoutingMethod)| RoutingMethodInfo {
            id: method.id(),
            name: method.friendly_name().to_owned(),
            function: method.function_name().to_owned(),
            extension: method.extension_name().to_owned(),
            image: method.image_name().to_owned(),
            enabled: method.is_usable(),
            priority,
        };
        (1..).zip(methods).map(info).collect()
    }

    /// Looks whether data makes sense for a method (`FaxSetRoutingInfo`, `FaxEnableRoutingMethod`).
    ///
    /// # Errors
    /// [`RouteError::NoSuchMethod`], and what the method says.
    pub fn validate(&self, method: MethodId, data: &RoutingData) -> Result<(), RouteError> {
        self.method(method).ok_or(RouteError::NoSuchMethod(method))?.validate(data)
    }

    /// Looks whether a rule can be meant as it stands, its methods' data included.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn validate_rule(&self, rule: &RoutingRule) -> Result<(), String> {
        super::check_rule(rule)?;
        let checked = rule.methods.iter().try_for_each(|way| self.validate(way.method, &way.data));
        checked.map_err(|error| error.to_string())
    }

    /// The state of a copy before its first try.
    pub fn state(&self, files: &FileList, index: usize) -> Option<RoutingState> {
        let route = &files.routes().get(index)?.route;
        let method = self.method(route.method);
        let name = method.map_or_else(|| route.method.to_string(), |method| method.friendly_name().to_owned());
        let target = method.map(|method| method.target(&route.data)).unwrap_or_default();
        Some(RoutingState { rule: route.rule.clone(), ..RoutingState::pending(route.method, name, target) })
    }

    /// Makes the copy of the route `index` of the list. `retry` is what its last failure gave back. The routes of one fax
    /// run one after the other, since a method may change what a later one sees.
    ///
    /// # Errors
    /// [`RouteFailure`]. It may be dropped at any time; what was under way then may have arrived or not, as after a power
    /// cut.
    pub async fn run(
        &self,
        index: usize,
        fax: &RoutedFax,
        files: &mut FileList,
        retry: Option<RetryBlob>,
    ) -> Result<Routed, RouteFailure> {
        let Some(route) = files.begin(index) else {
            let text = format!("the fax has no route {index}");
            return Err(RouteError::Extension { text, cure: Cure::None }.into());
        };
        let method = self.method(route.method).ok_or(RouteError::NoSuchMethod(route.method))?;
        let name = || method.friendly_name().to_owned();
        let limit = method.time_limit();
        // A try that had no chance to say what it wants back gets again what it had.
        let kept = retry.clone().unwrap_or_default();
        let call = AssertUnwindSafe(method.route(fax, &route.data, files, retry)).catch_unwind();
        match tokio::time::timeout(limit, call).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(RouteFailure { error: RouteError::Panicked { method: name() }, retry: Some(kept) }),
            Err(_) => Err(RouteFailure { error: RouteError::TimedOut { method: name(), limit }, retry: Some(kept) }),
        }
    }
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.methods.iter().map(|method| method.id())).finish()
    }
}

/// Brings a copy's state up to date after a try that began at `began` and ended at `now`. The engine then keeps the
/// state, and the failure's blob when the copy is tried again.
pub fn settle(
    state: &mut RoutingState,
    result: &Result<Routed, RouteFailure>,
    began: Timestamp,
    now: Timestamp,
    policy: &RoutingRetry,
) {
    state.tries = state.tries.saturating_add(1);
    (state.next_try, state.needs_attention) = (None, false);
    match result {
        Ok(routed) => {
            state.status = RoutingStatus::Done;
            state.text.clone_from(&routed.text);
        }
        Err(failure) => {
            state.text = failure.error.to_string();
            state.next_try = if failure.is_retryable() { policy.next_try(state.tries, now) } else { None };
            state.status = match (failure.is_retryable(), state.next_try) {
                (false, _) => RoutingStatus::Failed,
                (true, None) => RoutingStatus::GaveUp,
                (true, Some(_)) => RoutingStatus::Retrying,
            };
            state.needs_attention =
                state.status != RoutingStatus::Retrying || failure.error.cure() == Cure::Administrator;
        }
    }
    let (number, text) = (state.tries, state.text.clone());
    state.keep(RoutingAttempt { number, at: began, delivered: result.is_ok(), text });
}

/// The order of methods after one was given a new place (`FaxSetGlobalRoutingInfo`): 1 is the first, a number beyond the
/// last means the last. None when the method is not in the list.
pub fn reordered(methods: &[RoutingMethodInfo], method: MethodId, priority: u32) -> Option<Vec<MethodId>> {
    let mut order: Vec<MethodId> = methods.iter().map(|info| info.id).collect();
    let at = order.iter().position(|id| *id == method)?;
    order.remove(at);
    let to = usize::try_from(priority.saturating_sub(1)).unwrap_or(usize::MAX).min(order.len());
    order.insert(to, method);
    Some(order)
}
