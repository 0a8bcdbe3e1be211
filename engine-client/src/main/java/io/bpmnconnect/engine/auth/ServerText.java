package io.bpmnconnect.engine.auth;

import java.util.Collection;
import java.util.Comparator;

/** What a server says, fit for a log: of one line and limited length, without our secrets. */
final class ServerText {

  private static final int LONGEST = 300;

  private ServerText() {}

  static String of(String text, Collection<String> secrets) {
    String shown = text;
    // The longest first: one secret may contain another.
    for (String secret :
        secrets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      if (!secret.isEmpty()) {
        shown = shown.replace(secret, "[hidden]");
      }
    }
    shown = shown.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
  }
}
