//! The provider people may sign in at, from its settings.

use marathon_api::Access;
use marathon_oidc::{Provider, Settings};

use crate::{cli, failure::WrongUsage};

/// Where the provider sends people back to, below the public address.
const CALLBACK: &str = "/sign-in/callback";

/// The provider of these settings with what pages call it, if there is one. Nothing is asked of it.
pub(crate) fn of(args: &cli::Provider) -> Result<Option<(Provider, String)>, WrongUsage> {
    let Some(issuer) = &args.oidc_issuer else {
        return match args.oidc_client_id.is_some() || args.oidc_client_secret.is_some() {
            true => Err(wrong("--oidc-client-id and its secret are of no use without --oidc-issuer")),
            false => Ok(None),
        };
    };
    let (Some(client_id), Some(public)) = (&args.oidc_client_id, &args.public_url) else {
        return Err(wrong(
            "--oidc-issuer needs --oidc-client-id, which the provider gave this installation, and --public-url, \
             where people open it",
        ));
    };
    if !public.is_bare() {
        return Err(wrong("--public-url is scheme and host alone, like https://deeds.example.kz"));
    }
    let name = args.oidc_name.clone().unwrap_or_else(|| issuer.host().to_owned());
    let provider = Provider::new(Settings {
        issuer: issuer.clone(),
        client_id: client_id.clone(),
        client_secret: args.oidc_client_secret.clone(),
        redirect_uri: public.below(CALLBACK),
    });
    Ok(Some((provider, name)))
}

/// People may sign in at this provider, too.
pub(crate) fn add(access: Access, provider: Option<(Provider, String)>) -> Access {
    match provider {
        Some((provider, name)) => access.with_provider(provider, name),
        None => access,
    }
}

fn wrong(why: &str) -> WrongUsage {
    WrongUsage(why.to_owned())
}
