package io.bpmnconnect.connect.config;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.connect.storage.Converter;

/** Makes the converters that a connector uses itself. */
public final class Converters {

  private Converters() {}

  /**
   * Makes a converter. It may be another plugin, which finds its own classes by its own class
   * loader only; so Connect sets that while it configures a converter, too.
   *
   * @param name of the converter's class
   * @param isKey whether it converts keys
   * @throws ConfigException if there is no such class, or it refuses its settings
   */
  public static Converter configured(String name, Map<String, ?> settings, boolean isKey) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      Class<? extends Converter> plugin = Utils.loadClass(name, Converter.class);
      thread.setContextClassLoader(plugin.getClassLoader());
      Converter made = Utils.newInstance(plugin);
      made.configure(settings, isKey);
      return made;
    } catch (ClassNotFoundException e) {
      throw new ConfigException("there is no class " + name + " on the plugin's path");
    } catch (RuntimeException e) {
      throw new ConfigException(name + " cannot be used: " + e.getMessage());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
