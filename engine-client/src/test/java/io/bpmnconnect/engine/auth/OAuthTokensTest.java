package io.bpmnconnect.engine.auth;

import static io.bpmnconnect.engine.Stages.failure;
import static io.bpmnconnect.engine.Stages.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpmnconnect.engine.Authentication.OAuth2;
import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.NetworkSettings;
import io.bpmnconnect.engine.OAuthClient;
import io.bpmnconnect.engine.TokenEndpoint;
import io.bpmnconnect.engine.auth.TokenServer.Answer;
import io.bpmnconnect.engine.auth.TokenServer.Request;
import io.bpmnconnect.engine.http.HttpAnswer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to an authorization server, and what is made of each of its answers. */
@Timeout(60)
class OAuthTokensTest {

  private static final String SECRET = "s3cret+is/no&plain=word~";

  private TokenServer server;

  @BeforeEach
  void start() throws IOException {
    server = TokenServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private OAuth2 login(OAuthClient client) {
    return login(client, new TokenEndpoint.At(server.tokenUrl()));
  }

  private static OAuth2 login(OAuthClient client, TokenEndpoint endpoint) {
    return new OAuth2(client, endpoint, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static Token fetch(OAuth2 login) throws Exception {
    try (OAuthTokens tokens = OAuthTokens.open(login, NetworkSettings.DEFAULT)) {
      return result(tokens.fetch());
    }
  }

  private Token fetch() throws Exception {
    return fetch(login(new OAuthClient.SecretPost("c", SECRET)));
  }

  /** How the fetch fails; never with a word of the secret. */
  private static EngineException refused(OAuth2 login) {
    try (OAuthTokens tokens = OAuthTokens.open(login, NetworkSettings.DEFAULT)) {
      EngineException failure = failure(tokens.fetch());
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text));
      assertThat(text + failure.title().orElse("") + failure.detail().orElse(""))
          .doesNotContain(
              "s3cret",
              Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
      assertThat(failure.isLogin()).isTrue();
      assertThat(failure.isAmbiguous()).isFalse();
      return failure;
    }
  }

  private EngineException refused() {
    return refused(login(new OAuthClient.SecretPost("c", SECRET)));
  }

  private String endpoint() {
    return "the token endpoint " + server.tokenUrl();
  }

  // Requests

  @Test
  void aSecretInTheHeaderIsEncodedTwice() throws Exception {
    Token token = fetch(login(new OAuthClient.SecretBasic("my client", SECRET)));

    assertThat(token).isEqualTo(new Token("t1", Duration.ofHours(1)));
    Request request = server.onlyRequest();
    assertThat(request.method() + " " + request.path()).isEqualTo("POST /oauth/token");
    assertThat(request.headers().getFirst("Content-Type"))
        .isEqualTo("application/x-www-form-urlencoded");
    assertThat(request.headers().getFirst("Accept")).isEqualTo("application/json");
    String pair = "my+client:s3cret%2Bis%2Fno%26plain%3Dword~";
    assertThat(request.headers().getFirst("Authorization"))
        .isEqualTo(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    assertThat(request.form()).isEqualTo(Map.of("grant_type", "client_credentials"));
  }

  @Test
  void aSecretInTheBodyIsInNoHeader() throws Exception {
    fetch();

    Request request = server.onlyRequest();
    assertThat(request.headers()).doesNotContainKey("Authorization");
    assertThat(request.form())
        .isEqualTo(
            Map.of("grant_type", "client_credentials", "client_id", "c", "client_secret", SECRET));
  }

  @Test
  void aClientOfTlsSendsItsNameAlone() throws Exception {
    fetch(login(new OAuthClient.TlsCertificate("c")));

    assertThat(server.onlyRequest().headers()).doesNotContainKey("Authorization");
    assertThat(server.onlyRequest().form())
        .isEqualTo(Map.of("grant_type", "client_credentials", "client_id", "c"));
  }

  @Test
  void aClientWithAKeySendsASignedProof() throws Exception {
    KeyPair keys = TestKeys.ec("secp256r1");
    fetch(
        login(
            new OAuthClient.PrivateKeyJwt(
                "c",
                TestKeys.pem(keys.getPrivate()),
                Optional.of("k1"),
                Optional.empty(),
                Optional.empty())));

    Map<String, String> form = server.onlyRequest().form();
    assertThat(form)
        .containsOnlyKeys("grant_type", "client_id", "client_assertion_type", "client_assertion")
        .containsEntry("client_id", "c")
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    String jwt = form.get("client_assertion");
    String[] parts = jwt.split("\\.", -1);
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(keys.getPublic());
    verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(verifier.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
        .contains("\"aud\":\"" + server.tokenUrl() + "\"");
  }

  @Test
  void whatTheTokenIsForIsSent() throws Exception {
    fetch(
        new OAuth2(
            new OAuthClient.SecretBasic("c", SECRET),
            new TokenEndpoint.At(server.tokenUrl()),
            Optional.of("read write"),
            Optional.of("zeebe.camunda.io"),
            Optional.of("https://zeebe.example/?a=b")));

    assertThat(server.onlyRequest().form())
        .isEqualTo(
            Map.of(
                "grant_type", "client_credentials",
                "scope", "read write",
                "audience", "zeebe.camunda.io",
                "resource", "https://zeebe.example/?a=b"));
  }

  // Tokens

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"expires_in\":60 | 60000",
        "\"expires_in\":\"60\" | 60000",
        "\"expires_in\":60.5 | 60500",
        "\"other\":1 | 300000",
        "\"expires_in\":null | 300000",
        "\"expires_in\":\"soon\" | 300000",
        "\"expires_in\":{} | 300000",
        "\"expires_in\":0 | 1000",
        "\"expires_in\":-5 | 1000",
        "\"expires_in\":1e300 | 86400000",
        "\"expires_in\":99999999999999999999 | 86400000"
      })
  void theLifetimeIsReadHoweverItIsWritten(String member, long millis) throws Exception {
    server.answers(
        Answer.json(200, "{\"access_token\":\"t\",\"token_type\":\"bearer\"," + member + "}"));

    assertThat(fetch()).isEqualTo(new Token("t", Duration.ofMillis(millis)));
  }

  @Test
  void whatIsNotKnownIsPassedOver() throws Exception {
    server.answers(
        new Answer(
            200,
            "text/plain",
            "{\"scope\":[],\"x\":{\"y\":[1]},\"access_token\":\"t\",\"token_type\":\"BEARER\","
                + "\"refresh_token\":\"r\",\"expires_in\":60}",
            Map.of()));

    assertThat(fetch()).isEqualTo(new Token("t", Duration.ofMinutes(1)));
  }

  // Refusals

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request",
    "400, unauthorized_client",
    "400, unsupported_grant_type",
    "400, invalid_scope",
    "400, invalid_target",
    "401, invalid_client",
    "403, access_denied",
    "200, invalid_client"
  })
  void aRefusalIsTheServersLastWord(int status, String error) {
    server.answers(
        Answer.json(
            status, "{\"error\":\"%s\",\"error_description\":\"so it\\nis\"}".formatted(error)));

    EngineException failure = refused();

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(failure.title()).hasValue(error);
    assertThat(failure.status()).hasValue(status);
    assertThat(failure).hasMessage(endpoint() + " refuses the client: " + error + " (so it is)");
  }

  @Test
  void aRefusalWithoutAnErrorCodeIsOneToo() {
    server.answers(new Answer(401, "text/html", "<html>", Map.of()));

    EngineException failure = refused();

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(failure).hasMessage(endpoint() + " refuses the client: 401 Unauthorized");
  }

  @Test
  void aServerThatRepeatsTheSecretIsNotQuoted() {
    server.answers(
        request ->
            Answer.json(
                400,
                "{\"error\":\"invalid_client\",\"error_description\":\"no client with "
                    + request.form().get("client_secret")
                    + " in "
                    + request.body()
                    + "\"}"));

    assertThat(refused())
        .hasMessage(
            endpoint()
                + " refuses the client: invalid_client (no client with [hidden] in"
                + " grant_type=client_credentials&client_id=c&client_secret=[hidden])");
  }

  @Test
  void aLongDescriptionIsCutShort() {
    server.answers(
        Answer.json(
            400,
            "{\"error\":\"invalid_client\",\"error_description\":\"%s\"}"
                .formatted("x".repeat(10_000))));

    assertThat(refused().getMessage()).hasSizeLessThan(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | answers without an access_token",
        "{\"access_token\":\"\",\"token_type\":\"bearer\"} | answers without an access_token",
        "{\"access_token\":null} | answers without an access_token",
        "{\"access_token\":{\"value\":\"s3cret\"}} | answers without an access_token",
        "{\"access_token\":\"s3cret\",\"token_type\":\"DPoP\"} | gives a token of the type \"DPoP\","
            + " but only bearer tokens can be sent",
        "{\"access_token\":\"s3cret\",\"token_type\":\"mac\"} | gives a token of the type \"mac\","
            + " but only bearer tokens can be sent",
        "{\"access_token\":\"s3cret\\r\\nX: y\",\"token_type\":\"bearer\"} | gives a token with"
            + " characters that a header cannot carry",
        "{\"access_token\":\"s3crét\",\"token_type\":\"bearer\"} | gives a token with characters that"
            + " a header cannot carry"
      })
  void anAnswerWithoutATokenThatCanBeSentIsARefusal(String body, String message) {
    server.answers(Answer.json(200, body));

    EngineException failure = refused();

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(failure).hasMessage(endpoint() + " " + message);
  }

  // What passes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | '' | answers 500 Internal Server Error",
        "502 | <html> | answers 502 Bad Gateway",
        "503 | {\"error\":\"temporarily_unavailable\"} | answers 503 temporarily_unavailable",
        "400 | {\"error\":\"temporarily_unavailable\"} | answers 400 temporarily_unavailable",
        "429 | {\"error\":\"too_many\"} | answers 429 too_many",
        "404 | <html> | answers 404 Not Found",
        "403 | <html> | answers 403 Forbidden",
        "405 | '' | answers 405 Method Not Allowed",
        "200 | <html>s3cret</html> | answers 200 with something else than JSON",
        "200 | '' | answers 200 with something else than JSON",
        "200 | [] | answers 200 with something else than JSON",
        "200 | {\"access_token\":\"s3cr | answers 200 with something else than JSON"
      })
  void whatIsNoWordOnTheClientPasses(int status, String body, String message) {
    server.answers(Answer.json(status, body));

    EngineException failure = refused();

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure).hasMessage(endpoint() + " " + message);
  }

  @Test
  void aRedirectIsNotFollowed() {
    server.answers(
        new Answer(302, "", "", Map.of("Location", server.address() + "/elsewhere?s=s3cret")));

    EngineException failure = refused();

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure.getMessage())
        .startsWith(endpoint() + " redirects (302 ")
        .endsWith("), which is not followed: it may lead anywhere");
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400})
  void anEndlessAnswerIsNotReadToItsEnd(int status) {
    server.answers(
        Answer.json(status, "{\"error\":\"" + "x".repeat(BoundedAnswer.MOST_BYTES) + "\"}"));

    EngineException failure = refused();

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure)
        .hasMessage(endpoint() + " cannot be used: its answer is larger than 256 KiB");
  }

  @Test
  void anEndpointThatIsAway() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    URI url = URI.create("http://127.0.0.1:" + port + "/token");

    EngineException failure =
        refused(login(new OAuthClient.SecretBasic("c", SECRET), new TokenEndpoint.At(url)));

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure)
        .hasMessage(
            "the token endpoint "
                + url
                + " cannot be used: http://127.0.0.1:"
                + port
                + " refuses connections");
  }

  @Test
  void anEndpointThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/token");
      OAuth2 login = login(new OAuthClient.SecretBasic("c", SECRET), new TokenEndpoint.At(url));
      try (OAuthTokens tokens =
          new OAuthTokens(
              login,
              new TokenRequest.Factory(login),
              new AuthorizationServer(NetworkSettings.DEFAULT, Duration.ofMillis(200)))) {
        EngineException failure = failure(tokens.fetch());

        assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
        assertThat(failure.isAmbiguous()).isFalse();
        assertThat(failure.getMessage())
            .startsWith("the token endpoint " + url + " cannot be used: http://127.0.0.1:")
            .contains("did not answer");
      }
    }
  }

  // Discovery

  private OAuth2 discovering() {
    return login(new OAuthClient.SecretPost("c", SECRET), new TokenEndpoint.OfIssuer(issuer()));
  }

  private URI issuer() {
    return URI.create(server.address() + "/realms/a");
  }

  private String document() {
    return "the discovery document " + issuer() + "/.well-known/openid-configuration";
  }

  private void publishes(String issuer, String tokenEndpoint) {
    server.answers(
        request ->
            request.method().equals("GET")
                ? Answer.json(
                    200,
                    "{\"issuer\":\"%s\",\"token_endpoint\":\"%s\",\"jwks_uri\":\"x\"}"
                        .formatted(issuer, tokenEndpoint))
                : Answer.token("t1", 60));
  }

  @Test
  void anIssuerTellsItsTokenEndpointOnce() throws Exception {
    publishes(issuer().toString(), server.tokenUrl().toString());
    try (OAuthTokens tokens = OAuthTokens.open(discovering(), NetworkSettings.DEFAULT)) {
      result(tokens.fetch());
      result(tokens.fetch());
    }

    assertThat(server.requests())
        .extracting(request -> request.method() + " " + request.path())
        .containsExactly(
            "GET /realms/a/.well-known/openid-configuration",
            "POST /oauth/token",
            "POST /oauth/token");
    assertThat(server.requests().get(0).headers()).doesNotContainKey("Authorization");
    assertThat(server.requests().get(0).body()).isEmpty();
  }

  @Test
  void aSlashAtTheIssuersEndBelongsToItsNameOnly() throws Exception {
    URI issuer = URI.create(server.address() + "/");
    publishes(issuer.toString(), server.tokenUrl().toString());

    fetch(login(new OAuthClient.SecretPost("c", SECRET), new TokenEndpoint.OfIssuer(issuer)));

    assertThat(server.requests().get(0).path()).isEqualTo("/.well-known/openid-configuration");
  }

  @Test
  void anEndpointThatHasMovedIsFoundAgainAfterAFailure() throws Exception {
    publishes(issuer().toString(), server.address() + "/old");
    try (OAuthTokens tokens = OAuthTokens.open(discovering(), NetworkSettings.DEFAULT)) {
      result(tokens.fetch());
      server.answers(Answer.json(404, ""));
      failure(tokens.fetch());
      publishes(issuer().toString(), server.address() + "/new");
      result(tokens.fetch());
    }

    assertThat(server.requests().get(server.requests().size() - 1).path()).isEqualTo("/new");
  }

  @Test
  void anotherIssuerIsNotTrusted() {
    publishes("https://evil.example", "https://evil.example/token");

    EngineException failure = refused(discovering());

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(failure)
        .hasMessage(
            document()
                + " is that of another issuer: it says \"https://evil.example\", not \""
                + issuer()
                + "\"");
    assertThat(server.requests()).as("no secret was sent").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', names no token_endpoint",
    "/token, 'names a token_endpoint that cannot be used: \"/token\"'",
    "ftp://idp/token, 'names a token_endpoint that cannot be used: \"ftp://idp/token\"'",
    "http:///token, 'names a token_endpoint that cannot be used: \"http:///token\"'",
    "http://a b/, 'names a token_endpoint that cannot be used: \"http://a b/\"'",
    "http://idp/#x, 'names a token_endpoint that cannot be used: \"http://idp/#x\"'"
  })
  void anAddressThatIsNoneIsNotUsed(String tokenEndpoint, String message) {
    publishes(issuer().toString(), tokenEndpoint);

    EngineException failure = refused(discovering());

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAUTHENTICATED);
    assertThat(failure).hasMessage(document() + " " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "404, '', cannot be read: 404 Not Found",
    "503, '', cannot be read: 503 Service Unavailable",
    "200, <html>, cannot be read: it is something else than JSON"
  })
  void aDocumentThatCannotBeRead(int status, String body, String message) {
    server.answers(Answer.json(status, body));

    EngineException failure = refused(discovering());

    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure).hasMessage(document() + " " + message);
  }

  @Test
  void anEndpointLessSafeThanItsIssuerIsNotUsed() {
    String published = "{\"issuer\":\"https://idp\",\"token_endpoint\":\"http://idp/token\"}";
    HttpAnswer answer =
        new HttpAnswer(
            200, "OK", "application/json", "", published.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> Discovery.tokenEndpoint(answer, URI.create("https://idp")))
        .isInstanceOf(EngineException.class)
        .hasMessage("names a token_endpoint that cannot be used: \"http://idp/token\"");
  }
}
