package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.EngineException;
import io.bpmnconnect.engine.EngineSettings;
import io.bpmnconnect.engine.ErrorKind;
import io.bpmnconnect.engine.ProxySettings;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says why an engine failed its connection test, what to do, and which key to look at. */
final class ConnectionProblem {

  static final String SKIP = "set " + EngineConfig.VALIDATE_CONNECTION + "=false to skip this test";

  private ConnectionProblem() {}

  static Problem of(EngineException failure, EngineSettings settings, LoginKeys keys) {
    LoginProblem login = new LoginProblem(settings.authentication(), keys);
    if (failure.isOfProxy()) {
      return proxyLogIn(
          failure, settings, failure.isLogin() ? login.endpointKey() : EngineConfig.URL);
    }
    if (failure.isLogin()) {
      return login.notHad(failure);
    }
    return switch (failure.kind()) {
      case UNAUTHENTICATED -> login.refused(failure);
      case FORBIDDEN -> login.forbidden(failure);
      case INVALID -> // what is configured does not fit the engine that answers
          new Problem(
              EngineConfig.optionNamedFirst(settings.type(), failure.getMessage())
                  .orElse(EngineConfig.URL),
              failure.status().isPresent()
                  ? answered(failure, failure.status().getAsInt())
                  : failure.getMessage());
      default ->
          new Problem(
              EngineConfig.URL,
              failure.status().isPresent()
                  ? answered(failure, failure.status().getAsInt())
                  : notAnswered(failure, settings));
    };
  }

  static String noAnswerWithin(Duration longest, EngineSettings settings) {
    return unreachable(
        settings.url() + " did not answer within " + longest.toSeconds() + " s",
        "see whether an engine listens at this address");
  }

  /**
   * A proxy asks for credentials.
   *
   * @param address the key of the address that leads to it, should it be none of ours
   */
  private static Problem proxyLogIn(
      EngineException failure, EngineSettings settings, String address) {
    Optional<ProxySettings> proxy = settings.network().proxy();
    if (proxy.isEmpty()) {
      return new Problem(
          address,
          text("a proxy asks for credentials of its own", failure)
              + "use an address that leads past this proxy, or set "
              + NetworkConfig.PROXY_URL);
    }
    return proxy.get().login().isEmpty()
        ? new Problem(
            NetworkConfig.PROXY_USERNAME,
            text("the proxy asks for credentials", failure)
                + "set "
                + NetworkConfig.PROXY_USERNAME
                + " and "
                + NetworkConfig.PROXY_PASSWORD)
        : new Problem(
            NetworkConfig.PROXY_USERNAME,
            text("the proxy does not accept this user name with this password", failure)
                + "correct "
                + NetworkConfig.PROXY_USERNAME
                + " or "
                + NetworkConfig.PROXY_PASSWORD);
  }

  private static String answered(EngineException failure, int status) {
    if (status >= 300 && status < 400) {
      return text("something in front of the engine redirects", failure)
          + "use the address that it leads to, if that is the engine's, or one that leads past it";
    }
    if (status == 400
        && failure.kind() == ErrorKind.UNAVAILABLE
        && failure.detail().orElse("").contains("certificate")) {
      return text("something in front of the engine asks for a certificate", failure)
          + "set "
          + TlsConfig.KEY_PATH
          + " to the key and certificate of this client";
    }
    if (status == 400 && failure.kind() == ErrorKind.UNAVAILABLE) {
      return failure.detail().orElse("").contains("expects TLS")
          ? text("there is a server, but it expects TLS", failure)
              + "begin the address with https://"
          : text("there is a server, but no such engine", failure) + "correct the address";
    }
    return switch (failure.kind()) {
      case NOT_FOUND ->
          text("there is a server, but no engine API at this path", failure)
              + "use the address of the Orchestration Cluster REST API, which Camunda has since 8.6";
      case BACKPRESSURE ->
          text("the engine is overloaded", failure) + "try again later, or " + SKIP;
      case UNAVAILABLE, TIMEOUT ->
          text("the engine cannot serve now", failure)
              + "wait until it has started, see whether a proxy has lost it, or "
              + SKIP;
      case INTERNAL ->
          text("the engine has failed", failure) + "look for the cause in its log, or " + SKIP;
      default ->
          text("there is a server, but it does not answer as an engine does", failure)
              + "correct the address";
    };
  }

  private static String notAnswered(EngineException failure, EngineSettings settings) {
    if (failure.kind() == ErrorKind.INTERNAL) {
      return text("there is a server, but no engine of type " + settings.type(), failure)
          + "correct the address or "
          + EngineConfig.TYPE;
    }
    return unreachable(failure.getMessage(), advice(failure.getCause(), settings));
  }

  private static String advice(Throwable cause, EngineSettings settings) {
    if (cause instanceof UnknownHostException) {
      return "correct the host name, or make it known to the worker's host";
    }
    if (cause instanceof ConnectException) {
      return "start the engine, or correct the host or the port";
    }
    if (cause instanceof SocketTimeoutException) {
      return "see whether an engine listens at this address"
          + (isTls(settings) ? " with TLS" : "")
          + " and no firewall is in between";
    }
    if (cause instanceof SSLException) {
      return "correct this (the keys below engine.tls. say whom to trust and who this client is)";
    }
    return isTls(settings)
        ? "see whether this is the engine's port for TLS, and whether it asks for a certificate of"
            + " this client ("
            + TlsConfig.KEY_PATH
            + ")"
        : "see whether this is the engine's port; if it is one for TLS, begin the address with"
            + " https://";
  }

  private static boolean isTls(EngineSettings settings) {
    return "https".equalsIgnoreCase(settings.url().getScheme());
  }

  private static String unreachable(String why, String advice) {
    return "the engine cannot be reached (" + why + "); " + advice + ", or " + SKIP;
  }

  static String text(String what, EngineException failure) {
    return what + " (" + failure.getMessage() + "); ";
  }
}
