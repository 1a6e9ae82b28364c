package io.umview.lwipv6.net;

/**
 * The settings of one family on one interface, or those that new interfaces begin with.
 *
 * @param <S> the family
 */
public final class Settings<S extends Setting> {
    private final int[] values;
    private final Runnable changed;

    private Settings(int[] values, Runnable changed) {
        this.values = values;
        this.changed = changed;
    }

    /** What the kernel begins with. */
    static <S extends Setting> Settings<S> initial(S[] all, Runnable changed) {
        int[] values = new int[all.length];
        for (S setting : all) {
            values[setting.ordinal()] = setting.initial();
        }
        return new Settings<>(values, changed);
    }

    /** A copy, for a new interface. */
    Settings<S> copy(Runnable whenChanged) {
        return new Settings<>(values.clone(), whenChanged);
    }

    /** The value of a setting. */
    public int get(S setting) {
        return values[setting.ordinal()];
    }

    /** Whether the value of a setting is not 0. */
    public boolean is(S setting) {
        return values[setting.ordinal()] != 0;
    }

    /** Changes a setting. */
    public void set(S setting, int value) {
        if (values[setting.ordinal()] != value) {
            values[setting.ordinal()] = value;
            changed.run();
        }
    }
}
