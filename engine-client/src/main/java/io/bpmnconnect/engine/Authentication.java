package io.bpmnconnect.engine;

import java.util.Objects;

/** A way to log in to an engine. Immutable and safe for use by any thread; never shows a secret. */
public sealed interface Authentication {

  /** The engine asks for no credentials. */
  record None() implements Authentication {}

  /** HTTP basic authentication (RFC 7617), in UTF-8. */
  record Basic(String username, String password) implements Authentication {
    public Basic {
      Objects.requireNonNull(username);
      Objects.requireNonNull(password);
    }

    @Override
    public String toString() {
      return "Basic[username=" + username + "]";
    }
  }
}
