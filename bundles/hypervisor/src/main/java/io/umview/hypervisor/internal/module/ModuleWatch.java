package io.umview.hypervisor.internal.module;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/** Notices jars that are put over those of running modules. */
public final class ModuleWatch implements Runnable {
    private static final System.Logger LOG = System.getLogger(ModuleWatch.class.getName());

    private final ModulePath path;
    private final Runnable changed;

    private ModuleWatch(ModulePath path, Runnable changed) {
        this.path = path;
        this.changed = changed;
    }

    /** Calls {@code changed} after each change in a folder of the module path. */
    public static void start(ModulePath path, Runnable changed) {
        Thread thread = new Thread(new ModuleWatch(path, changed), "umview-modules");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            for (Path folder : path.folders()) {
                register(folder, watch);
            }
            WatchKey key;
            do {
                key = watch.take();
                key.pollEvents();
                changed.run();
            } while (key.reset() || !path.folders().isEmpty());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "module folders are not watched: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void register(Path folder, WatchService watch) {
        try {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} is not watched: {1}", folder, e.getMessage());
        }
    }
}
