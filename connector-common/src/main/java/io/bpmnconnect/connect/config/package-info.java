/**
 * Configuration groups. Each class defines the keys of one group and parses them into a record;
 * nobody else reads a raw configuration.
 */
package io.bpmnconnect.connect.config;
