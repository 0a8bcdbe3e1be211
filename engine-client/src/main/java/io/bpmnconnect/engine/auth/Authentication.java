package io.bpmnconnect.engine.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** A way to log in to an engine. Immutable and safe for use by any thread. */
public sealed interface Authentication {

  /** The value of the {@code Authorization} header, if the scheme sends one (RFC 9110, 11.6.2). */
  Optional<String> authorization();

  /** The engine asks for no credentials. */
  record None() implements Authentication {
    @Override
    public Optional<String> authorization() {
      return Optional.empty();
    }
  }

  /** HTTP basic authentication (RFC 7617), in UTF-8. */
  final class Basic implements Authentication {
    private final String username;
    private final String header;

    public Basic(String username, String password) {
      this.username = Objects.requireNonNull(username);
      byte[] credentials = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
      this.header = "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    @Override
    public Optional<String> authorization() {
      return Optional.of(header);
    }

    /** Never shows the password. */
    @Override
    public String toString() {
      return "Basic[username=" + username + "]";
    }
  }
}
