package io.bpmnconnect.connect.config;

/**
 * The keys to blame when an OAuth 2.0 client cannot log in: those that its user has set.
 *
 * @param secret of the client
 * @param tokenUrl for the address of the token endpoint
 * @param audience for whom the token is
 */
record LoginKeys(String clientId, String secret, String tokenUrl, String audience, String group) {

  static final LoginKeys ENGINE_AUTH =
      new LoginKeys(
          OAuthConfig.CLIENT_ID,
          OAuthConfig.CLIENT_SECRET,
          OAuthConfig.TOKEN_URL,
          OAuthConfig.AUDIENCE,
          "engine.auth.*");

  static final LoginKeys CLOUD =
      new LoginKeys(
          CloudConfig.CLIENT_ID,
          CloudConfig.CLIENT_SECRET,
          CloudConfig.CLIENT_ID,
          CloudConfig.CLIENT_ID,
          "camunda.cloud.*");
}
