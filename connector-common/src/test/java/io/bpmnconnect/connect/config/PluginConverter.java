package io.bpmnconnect.connect.config;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;

/** Configured only where it finds the classes of its own plugin, as converters of registries do. */
public final class PluginConverter implements Converter {

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    if (Thread.currentThread().getContextClassLoader() != getClass().getClassLoader()) {
      throw new IllegalStateException("my plugin's classes could not be found");
    }
  }

  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    return SchemaAndValue.NULL;
  }
}
