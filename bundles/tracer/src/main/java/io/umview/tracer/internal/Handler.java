package io.umview.tracer.internal;

import io.umview.api.Reply;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.tracer.Supervisor;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A thread that receives trapped calls, has them handled and answers them. What it needs is allocated once. */
final class Handler {
    private static final long WAKE_UP = -1;
    private static final int EIO = 5;

    private final NotificationEngine engine;
    private final NotifiedCall call;
    private final Answers answers = new Answers();
    private final NativeBuffer event = new NativeBuffer(Epoll.EVENT);
    private final NativeBuffer count = new NativeBuffer(8);
    private final int epoll = Epoll.create();
    private final int wakeUp = Files.eventfd();
    private final Thread thread;
    private volatile @Nullable Pause pause;

    /** While handlers are paused: each says that it stands still, then waits for the end of the pause. */
    record Pause(CountDownLatch reached, CountDownLatch over) {}

    Handler(NotificationEngine engine, Supervisor supervisor, Architecture architecture, int index) {
        this.engine = engine;
        call = new NotifiedCall(engine, supervisor, architecture);
        thread = new Thread(this::run, "umview-handler-" + index);
        thread.setDaemon(true);
        Epoll.add(epoll, wakeUp, Epoll.EPOLLIN, WAKE_UP);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /** Serves a listener too. Of several idle handlers the kernel wakes one. */
    void serve(int listener) {
        Epoll.add(epoll, listener, Epoll.EPOLLIN | Epoll.EPOLLEXCLUSIVE, listener);
    }

    /** Makes the handler stand still between two calls. */
    void pause(Pause request) {
        pause = request;
        count.bytes().putLong(0, 1);
        Files.write(wakeUp, count.address(), 8);
    }

    private void run() {
        while (true) {
            if (Epoll.await(epoll, event.address(), 1, -1) == 1) {
                long source = event.bytes().getLong(Epoll.DATA);
                if (source == WAKE_UP) {
                    standStill();
                } else if ((event.bytes().getInt(0) & Epoll.EPOLLIN) != 0) {
                    serveOne((int) source);
                } else {
                    engine.listenerEnded((int) source);
                }
            }
        }
    }

    private void standStill() {
        Files.read(wakeUp, count.address(), 8);
        Pause request = pause;
        if (request != null) {
            request.reached().countDown();
            boolean interrupted = false;
            while (request.over().getCount() > 0) {
                try {
                    request.over().await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serveOne(int listener) {
        if (call.receive(listener) < 0) {
            return;
        }
        try {
            Reply reply = engine.handle(call);
            if (reply instanceof Reply.Later) {
                return;
            }
            if (NotificationEngine.needsSession(reply, call.newMark())) {
                engine.defer(call).reply(reply);
            } else {
                answers.send(listener, call.id(), reply);
            }
        } catch (RuntimeException | Error e) {
            answers.fail(listener, call.id(), EIO);
            engine.failed(call, e);
        }
    }
}
