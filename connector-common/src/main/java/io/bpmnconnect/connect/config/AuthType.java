package io.bpmnconnect.connect.config;

/** The ways to log in; the text form is the one used in configuration. */
enum AuthType {
  NONE,
  BASIC,
  BEARER,
  API_KEY,
  OAUTH2;

  @Override
  public String toString() {
    return Checks.name(this);
  }
}
