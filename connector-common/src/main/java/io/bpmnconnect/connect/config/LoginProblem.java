package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.Authentication;
import io.bpmnconnect.engine.Authentication.OAuth2;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.TokenEndpoint;

/**
 * Says why a log-in failed and which key to look at: the token endpoint is away, it refuses the
 * client, or the engine refuses what it was sent.
 */
record LoginProblem(Authentication authentication, LoginKeys keys) {

  private static final String ADD_CREDENTIALS =
      "set those that it asks for: "
          + AuthConfig.USERNAME
          + " and "
          + AuthConfig.PASSWORD
          + ", "
          + AuthConfig.TOKEN
          + ", "
          + AuthConfig.API_KEY
          + ", or "
          + OAuthConfig.CLIENT_ID
          + " and its like";

  /** There is no token to send to the engine. */
  Problem notHad(EngineException failure) {
    if (failure.kind() != ErrorKind.UNAUTHENTICATED || failure.status().isEmpty()) {
      return new Problem(
          endpointKey(),
          ConnectionProblem.text("no token can be had", failure)
              + "see whether "
              + endpointKey()
              + " leads to the authorization server, and whether it serves, or "
              + ConnectionProblem.SKIP);
    }
    String refused = ConnectionProblem.text("no token is given", failure);
    return switch (failure.title().orElse("")) {
      case "invalid_scope" ->
          new Problem(OAuthConfig.SCOPE, refused + "correct " + OAuthConfig.SCOPE);
      case "invalid_target" -> new Problem(targetKey(), refused + "correct " + targetKey());
      case "invalid_client", "unauthorized_client", "invalid_grant", "access_denied" ->
          new Problem(
              keys.clientId(),
              refused
                  + "correct "
                  + keys.clientId()
                  + proof()
                  + ", or register the client for client credentials");
      default ->
          new Problem(
              keys.clientId(), refused + "correct " + keys.group() + " as the server asks for it");
    };
  }

  /** The engine does not accept what it was sent. */
  Problem refused(EngineException failure) {
    if (authentication instanceof Authentication.Basic) {
      return new Problem(
          AuthConfig.USERNAME,
          ConnectionProblem.text(
                  "the engine does not accept this user name with this password", failure)
              + "correct "
              + AuthConfig.USERNAME
              + " or "
              + AuthConfig.PASSWORD);
    }
    if (authentication instanceof Authentication.Bearer) {
      return new Problem(
          AuthConfig.TOKEN,
          ConnectionProblem.text("the engine does not accept this token", failure)
              + "set another in "
              + AuthConfig.TOKEN
              + "; it may have expired");
    }
    if (authentication instanceof Authentication.ApiKey) {
      return new Problem(
          AuthConfig.API_KEY,
          ConnectionProblem.text("the engine does not accept this API key", failure)
              + "correct "
              + AuthConfig.API_KEY
              + " or "
              + AuthConfig.API_KEY_HEADER);
    }
    if (authentication instanceof OAuth2) {
      return new Problem(
          keys.audience(),
          ConnectionProblem.text(
                  "the authorization server gives a token, but the engine does not accept it",
                  failure)
              + "see whether the engine trusts this server, and correct "
              + wanted());
    }
    return new Problem(
        AuthConfig.TYPE,
        ConnectionProblem.text("the engine asks for credentials", failure) + ADD_CREDENTIALS);
  }

  /** The engine knows who asks, and does not let him. */
  Problem forbidden(EngineException failure) {
    if (authentication instanceof Authentication.None) {
      return new Problem(
          AuthConfig.TYPE,
          ConnectionProblem.text(
                  "nobody may read the engine's topology without credentials", failure)
              + ADD_CREDENTIALS);
    }
    boolean user = authentication instanceof Authentication.Basic;
    String who = user ? "user" : "client";
    return new Problem(
        identityKey(),
        ConnectionProblem.text("this " + who + " may not read the engine's topology", failure)
            + "give the "
            + who
            + " this right, or "
            + ConnectionProblem.SKIP);
  }

  private String identityKey() {
    if (authentication instanceof Authentication.Basic) {
      return AuthConfig.USERNAME;
    }
    if (authentication instanceof Authentication.Bearer) {
      return AuthConfig.TOKEN;
    }
    return authentication instanceof Authentication.ApiKey ? AuthConfig.API_KEY : keys.clientId();
  }

  /** The key that leads to where tokens come from. */
  String endpointKey() {
    return authentication instanceof OAuth2 oauth
            && oauth.endpoint() instanceof TokenEndpoint.OfIssuer
        ? OAuthConfig.ISSUER
        : keys.tokenUrl();
  }

  private String targetKey() {
    return authentication instanceof OAuth2 oauth && oauth.resource().isPresent()
        ? OAuthConfig.RESOURCE
        : keys.audience();
  }

  /** The key of what proves who the client is, if there is one. */
  private String proof() {
    if (authentication instanceof OAuth2 oauth) {
      if (oauth.client() instanceof OAuthClient.PrivateKeyJwt) {
        return " or " + OAuthConfig.CLIENT_KEY;
      }
      if (oauth.client() instanceof OAuthClient.TlsCertificate) {
        return " or the certificate of the TLS connection";
      }
    }
    return " or " + keys.secret();
  }

  private String wanted() {
    return keys.equals(LoginKeys.ENGINE_AUTH)
        ? OAuthConfig.AUDIENCE + ", " + OAuthConfig.SCOPE + " or " + OAuthConfig.RESOURCE
        : CloudConfig.CLUSTER_ID + ", or the scopes of the client";
  }
}
