package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A value of any type that is in a record, thrown together by what the type declares. */
final class AnyValue {

  private static final List<String> TEXTS =
      List.of(
          "",
          "PASV",
          "227 Entering Passive Mode (10,0,7,121,15,6).",
          "STOR \u4e2d\u6587\u202e\ud83d\ude00 <&>\"'\\",
          "\ud800 half a pair, \u0000, \u001b[31m, \u007f, \u00ad, \uffff",
          "{\"format\":\"ftpnat-trace\"}");

  private final Random random;

  AnyValue(Random random) {
    this.random = random;
  }

  Object of(Type type) {
    Class<?> raw = (Class<?>) (type instanceof ParameterizedType of ? of.getRawType() : type);
    if (raw == Optional.class) {
      return random.nextBoolean() ? Optional.empty() : Optional.of(of(argument(type, 0)));
    }
    if (raw == List.class) {
      List<Object> list = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        list.add(of(argument(type, 0)));
      }
      return list;
    }
    if (raw == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        map.put(of(argument(type, 0)), of(argument(type, 1)));
      }
      return map;
    }
    if (raw == String.class) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    }
    if (raw == boolean.class) {
      return random.nextBoolean();
    }
    if (raw == int.class) {
      return random.nextInt();
    }
    if (raw == long.class || raw == Long.class) {
      return random.nextLong();
    }
    if (raw == float.class) {
      return random.nextFloat();
    }
    if (raw == Duration.class) {
      return Duration.ofNanos(random.nextLong() >>> 8);
    }
    if (raw == InetAddress.class) {
      byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(octets);
      return IpAddresses.ofOctets(octets);
    }
    if (raw == Endpoint.class) {
      return new Endpoint((InetAddress) of(InetAddress.class), random.nextInt(65536));
    }
    if (raw == Subnet.class) {
      return Subnet.around((InetAddress) of(InetAddress.class), random.nextInt(33));
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
    }
    if (raw.isSealed()) {
      Class<?>[] kinds = raw.getPermittedSubclasses();
      return of(kinds[random.nextInt(kinds.length)]);
    }
    return record(raw);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] members =
        Arrays.stream(components).map(component -> of(component.getGenericType())).toArray();
    try {
      return type.getConstructor(types).newInstance(members);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("can't make a " + type, e);
    }
  }

  private static Type argument(Type type, int number) {
    return ((ParameterizedType) type).getActualTypeArguments()[number];
  }
}
