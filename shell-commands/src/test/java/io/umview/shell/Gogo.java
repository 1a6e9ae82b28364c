package io.umview.shell;

import io.umview.hypervisor.Hypervisor;
import io.umview.shell.command.AddCommand;
import io.umview.shell.command.DelCommand;
import io.umview.shell.command.LsCommand;
import io.umview.shell.command.MountCommand;
import io.umview.shell.command.MountsCommand;
import io.umview.shell.command.PsCommand;
import io.umview.shell.command.StatsCommand;
import io.umview.shell.command.TraceCommand;
import io.umview.shell.command.UmountCommand;
import io.umview.shell.command.ViewsCommand;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;

/** A Gogo runtime with the commands, as there is one in the framework. */
public final class Gogo implements AutoCloseable {
    private final ThreadIOImpl threads = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threads);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    public Gogo(Hypervisor hypervisor) {
        threads.start();
        processor.addCommand("um", new ViewsCommand(hypervisor), "views");
        processor.addCommand("um", new LsCommand(hypervisor), "ls");
        processor.addCommand("um", new AddCommand(hypervisor), "add");
        processor.addCommand("um", new DelCommand(hypervisor), "del");
        processor.addCommand("um", new MountsCommand(hypervisor), "mounts");
        processor.addCommand("um", new MountCommand(hypervisor), "mount");
        processor.addCommand("um", new UmountCommand(hypervisor), "umount");
        processor.addCommand("um", new PsCommand(hypervisor), "ps");
        processor.addCommand("um", new TraceCommand(hypervisor), "trace");
        processor.addCommand("um", new StatsCommand(hypervisor), "stats");
        processor.addCommand("test", new Others(), "sleep");
        processor.addCommand("test", new Others(), "answer");
        processor.addCommand("test", new Others(), "flood");
        processor.addCommand("test", new Others(), "count");
    }

    /** Commands that are not ours. */
    public static final class Others {
        /** Can only be interrupted. */
        public void sleep() throws InterruptedException {
            Thread.sleep(60_000);
        }

        /** Gives a value back instead of printing it. */
        public String answer() {
            return "forty-two";
        }

        /** Counts the lines of its input. */
        public long count() {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    .lines()
                    .count();
        }

        /** Prints much. */
        public void flood(int lines) {
            for (int i = 0; i < lines; i++) {
                System.out.println("line " + i);
            }
        }
    }

    public CommandProcessor processor() {
        return processor;
    }

    /** A session whose output {@link #printed} returns. */
    public CommandSession session() {
        return processor.createSession(InputStream.nullInputStream(), printed, printed);
    }

    public String printed() {
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text;
    }

    @Override
    public void close() {
        processor.stop();
        threads.stop();
    }
}
