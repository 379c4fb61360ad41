//! OAuth: sign-in, tokens, ID tokens; the OPA service token.
