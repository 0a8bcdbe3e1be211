package io.bpmnconnect.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this plugin, as the build stamped it. */
public final class ConnectorVersion {

  private static final String VERSION = read();

  private ConnectorVersion() {}

  /** The version, such as {@code 1.2.0}. */
  public static String current() {
    return VERSION;
  }

  /** How the plugin names itself to an engine (RFC 9110, 10.1.5). */
  public static String userAgent() {
    return "kafka-connect-bpmn/" + VERSION;
  }

  private static String read() {
    try (InputStream in = ConnectorVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
