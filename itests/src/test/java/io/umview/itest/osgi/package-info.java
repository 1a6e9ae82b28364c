/**
 * Runs JUnit Jupiter tests inside an OSGi framework, by means of Pax Exam, which itself knows JUnit 4 only.
 *
 * <p>A test class with {@link io.umview.itest.osgi.PaxExam} exists twice. Outside, JUnit starts a framework
 * with the bundles that the class's {@link io.umview.itest.osgi.Configuration} method lists, and sends every
 * test's unique id in; inside, {@link io.umview.itest.osgi.InContainer} runs the test of that id. A
 * {@code @BeforeAll} method therefore runs once for each test.
 */
package io.umview.itest.osgi;
