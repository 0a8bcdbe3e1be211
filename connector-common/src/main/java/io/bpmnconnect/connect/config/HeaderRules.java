package io.bpmnconnect.connect.config;

import io.bpmnconnect.engine.EngineAdapter;
import io.bpmnconnect.engine.EngineTrait;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a header of a request to the engine may be called, and what it can carry (RFC 9110, 5). */
final class HeaderRules {

  /** Said of a value, which is not shown: it may be a secret. */
  static final String NOT_A_VALUE =
      "must have visible ASCII characters only: a header cannot carry others";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

  /** Those that a request has already, or that belong to the connection. */
  private static final Set<String> TAKEN =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  /** What gRPC allows in a name, in small letters. */
  private static final Pattern METADATA_NAME = Pattern.compile("[0-9a-z._-]+");

  private HeaderRules() {}

  /** Why a request to this engine cannot have a header of that name; empty when it can. */
  static Optional<String> nameProblem(String name, EngineAdapter engine) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of("is not the name of a header: \"" + name + "\"");
    }
    String small = name.toLowerCase(Locale.ROOT);
    if (TAKEN.contains(small)) {
      return Optional.of("must not be " + name + ", which every request has already");
    }
    return engine.has(EngineTrait.METADATA_HEADERS) ? metadataProblem(small) : Optional.empty();
  }

  /** By the rules of gRPC over HTTP/2 for the metadata of a call. */
  private static Optional<String> metadataProblem(String small) {
    if (!METADATA_NAME.matcher(small).matches()) {
      return Optional.of("may have letters, digits, dots, hyphens and underscores only, with gRPC");
    }
    if (small.startsWith("grpc-")) {
      return Optional.of("must not begin with grpc-, which gRPC keeps for itself");
    }
    return small.endsWith("-bin")
        ? Optional.of("must not end with -bin, which gRPC takes for bytes")
        : Optional.empty();
  }

  static boolean isValue(String value) {
    return VALUE.matcher(value).matches();
  }
}
