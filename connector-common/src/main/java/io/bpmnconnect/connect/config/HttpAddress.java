package io.bpmnconnect.connect.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Checks an {@code http} or {@code https} address and says what is wrong with it. Host names may
 * have underscores, as the names of services in a container network do, although RFC 1123 and
 * {@link URI#getHost()} know none.
 *
 * <p>Several servers may be named with commas in between: {@code http://one:26500,two:26500}. Who
 * uses the address says whether that makes sense.
 *
 * <p>An address that could hold a secret is not shown.
 */
final class HttpAddress implements ConfigDef.Validator {

  private static final String EXAMPLE = ", such as http://localhost:8080";

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");
  private static final Pattern AUTHORITY = Pattern.compile("(\\[.*]|[^:]*)(?::(.*))?");

  @Override
  public void ensureValid(String key, Object value) {
    if (value == null) {
      return;
    }
    String address = (String) value;
    Optional<String> problem = problem(address);
    if (problem.isPresent()) {
      // The exception's other constructor shows the value.
      throw address.matches("(?s).*[@?#].*")
          ? new ConfigException("Invalid value for configuration " + key + ": " + problem.get())
          : new ConfigException(key, value, problem.get());
    }
  }

  private static Optional<String> problem(String address) {
    if (address.isBlank()) {
      return Optional.of("must not be empty; expected is an address" + EXAMPLE);
    }
    Matcher scheme = SCHEME.matcher(address);
    if (!scheme.matches()) {
      return Optional.of("must begin with http:// or https://" + EXAMPLE);
    }
    if (!scheme.group(1).toLowerCase(Locale.ROOT).matches("https?")) {
      return Optional.of(
          "must begin with http:// or https://, not with " + scheme.group(1) + "://");
    }
    String authority = address.substring(scheme.end(1) + 3).replaceFirst("(?s)[/?#].*", "");
    if (address.contains("@")) {
      return Optional.of(
          "must not contain credentials, because addresses are shown in logs; there are keys for"
              + " credentials");
    }
    if (address.contains("?") || address.contains("#")) {
      return Optional.of("must not contain a query (?) or a fragment (#)");
    }
    return Arrays.stream(authority.split(",", -1))
        .map(HttpAddress::authorityProblem)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> syntaxProblem(address));
  }

  private static Optional<String> authorityProblem(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches() || parts.group(1).isEmpty()) {
      return Optional.of("must name a host" + EXAMPLE);
    }
    if (!HOST.matcher(parts.group(1)).matches()) {
      return Optional.of(
          "must name a host by letters (a to z), digits, dots, hyphens and underscores, or by an IP"
              + " address, one of version 6 in square brackets");
    }
    String port = parts.group(2);
    return port == null || (port.matches("\\d{1,5}") && inRange(Integer.parseInt(port)))
        ? Optional.empty()
        : Optional.of("must have a port between 1 and 65535, or none");
  }

  private static boolean inRange(int port) {
    return port >= 1 && port <= 65_535;
  }

  private static Optional<String> syntaxProblem(String address) {
    try {
      new URI(address);
      return Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.of(
          "is not an address: "
              + e.getReason().toLowerCase(Locale.ROOT)
              + " at index "
              + e.getIndex());
    }
  }

  @Override
  public String toString() {
    return "an http or https address";
  }
}
