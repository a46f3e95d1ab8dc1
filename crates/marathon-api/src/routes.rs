//! Every route of the API, in one list. What is here is in the OpenAPI document; a test asks each of them.

use std::sync::Arc;

use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    App, access::guard, accounts, boards, challenges, deed_state, deeds, difference, digest, edge, entrants,
    events, explanation, health, import_route, judging, marathons, me, members, nominations, private,
    projections, provider, queue, roles, tokens, totals,
};

#[derive(OpenApi)]
#[openapi(info(
    title = "Marathon of Good Deeds",
    description = "Log good deeds as immutable events; read totals, leaderboards and rankings as of any position of the \
        history; take the history and check all of it yourself.",
))]
struct Document;

/// Everything the API serves, with its documentation.
pub fn router(app: App) -> Router {
    let (router, document) = routes_and_document();
    let router = router.merge(SwaggerUi::new("/docs").url("/v1/openapi.json", document));
    guard(router, &app)
        .layer(middleware::from_fn_with_state(Arc::<edge::Routes>::default(), edge::edge))
        .with_state(app)
}

/// The OpenAPI document, for those who keep it in a file.
#[must_use]
pub fn openapi_json() -> String {
    let (_, document) = routes_and_document();
    document.to_pretty_json().unwrap_or_else(|e| unreachable!("the document serialises: {e}"))
}

fn routes_and_document() -> (Router<App>, utoipa::openapi::OpenApi) {
    let (router, mut document) = routes().split_for_parts();
    let items = document.paths.paths.values_mut();
    let operations = items.flat_map(|item| [&mut item.get, &mut item.post, &mut item.delete]).flatten();
    let responses = operations.flat_map(|operation| operation.responses.responses.iter_mut());
    for (_, response) in responses.filter(|(status, _)| *status == "4XX") {
        // All problems are written by one function, so their type is told in one place, too.
        if let utoipa::openapi::RefOr::T(response) = response
            && let Some(problem) = response.content.swap_remove("application/json")
        {
            response.content.insert("application/problem+json".to_owned(), problem);
        }
    }
    (router, document)
}

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(accounts::open))
        .routes(routes!(accounts::first_organiser))
        .routes(routes!(accounts::sign_in, accounts::sign_out))
        .routes(routes!(provider::begin))
        .routes(routes!(provider::answer))
        .routes(routes!(me::me, private::erase::erase_me))
        .routes(routes!(private::read::my_private))
        .routes(routes!(roles::roles, roles::grant))
        .routes(routes!(roles::revoke))
        .routes(routes!(tokens::tokens, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(entrants::register))
        .routes(routes!(entrants::profile))
        .routes(routes!(entrants::withdraw))
        .routes(routes!(entrants::disqualify))
        .routes(routes!(private::read::contact))
        .routes(routes!(private::erase::erase_entrant))
        .routes(routes!(members::invite))
        .routes(routes!(members::join))
        .routes(routes!(members::leave))
        .routes(routes!(deeds::log))
        .routes(routes!(import_route::import_deeds))
        .routes(routes!(deeds::verify))
        .routes(routes!(deeds::reject))
        .routes(routes!(deeds::withdraw))
        .routes(routes!(deeds::correct))
        .routes(routes!(deeds::close))
        .routes(routes!(challenges::challenge))
        .routes(routes!(challenges::resolve))
        .routes(routes!(queue::queue))
        .merge(judging::routes())
        .routes(routes!(deed_state::deed))
        .routes(routes!(totals::totals))
        .routes(routes!(boards::board))
        .routes(routes!(boards::standing))
        .routes(routes!(nominations::nominations))
        .routes(routes!(nominations::ranking))
        .routes(routes!(explanation::explanation))
        .routes(routes!(events::events))
        .routes(routes!(digest::digest))
        .routes(routes!(difference::difference))
        .routes(routes!(marathons::marathons))
        .routes(routes!(marathons::marathon))
        .routes(routes!(projections::projections))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
}
