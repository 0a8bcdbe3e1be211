package io.bpmnconnect.stack;

/** The Kafka releases the stack has: the newest one, and the oldest one the plugin supports. */
public enum KafkaVersion {
  V3_9("kafka-3.9", "log4j.properties", "-Dlog4j.configuration=file:"),
  V4_3("kafka-4.3", "log4j2.properties", "-Dlog4j2.configurationFile=");

  private final String folder;
  private final String loggingFile;
  private final String loggingOption;

  KafkaVersion(String folder, String loggingFile, String loggingOption) {
    this.folder = folder;
    this.loggingFile = loggingFile;
    this.loggingOption = loggingOption;
  }

  String folder() {
    return folder;
  }

  String loggingFile() {
    return loggingFile;
  }

  String loggingOption() {
    return loggingOption;
  }
}
