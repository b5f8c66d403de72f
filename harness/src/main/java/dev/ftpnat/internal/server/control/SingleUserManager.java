package dev.ftpnat.internal.server.control;

import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.ftplet.Authentication;
import org.apache.ftpserver.ftplet.AuthenticationFailedException;
import org.apache.ftpserver.ftplet.Authority;
import org.apache.ftpserver.ftplet.AuthorizationRequest;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.usermanager.AnonymousAuthentication;
import org.apache.ftpserver.usermanager.UsernamePasswordAuthentication;

/** Knows one user, who may do everything below one directory. */
public final class SingleUserManager implements UserManager {

  private final SingleUser user;
  private final boolean anybody;

  public SingleUserManager(String name, String password, Path home) {
    this(name, password, home, false);
  }

  /**
   * Of one user.
   *
   * @param anybody whether everybody is that user who asks to be
   */
  public SingleUserManager(String name, String password, Path home, boolean anybody) {
    user = new SingleUser(name, password, home.toAbsolutePath().toString());
    this.anybody = anybody;
  }

  private record SingleUser(String name, String password, String home) implements User {

    @Override
    public AuthorizationRequest authorize(AuthorizationRequest request) {
      return request;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public String getPassword() {
      return password;
    }

    @Override
    public String getHomeDirectory() {
      return home;
    }

    @Override
    public List<Authority> getAuthorities() {
      return List.of();
    }

    @Override
    public List<Authority> getAuthorities(Class<? extends Authority> type) {
      return List.of();
    }

    @Override
    public int getMaxIdleTime() {
      return 0;
    }

    @Override
    public boolean getEnabled() {
      return true;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  public User authenticate(Authentication authentication) throws AuthenticationFailedException {
    if (anybody) {
      return user;
    }
    if (authentication instanceof UsernamePasswordAuthentication login
        && user.name().equals(login.getUsername())
        && user.password().equals(login.getPassword())) {
      return user;
    }
    // MINA drops the password of "anonymous", which by custom is anything.
    if (authentication instanceof AnonymousAuthentication && user.name().equals(ANONYMOUS)) {
      return user;
    }
    throw new AuthenticationFailedException("The user name or the password is wrong");
  }

  @Override
  public User getUserByName(String name) {
    return doesExist(name) ? user : null;
  }

  @Override
  public String[] getAllUserNames() {
    return new String[] {user.name()};
  }

  @Override
  public boolean doesExist(String name) {
    return user.name().equals(name);
  }

  @Override
  public String getAdminName() {
    return user.name();
  }

  @Override
  public boolean isAdmin(String name) {
    return false;
  }

  @Override
  public void save(User changed) throws FtpException {
    throw new FtpException("The user of an embedded server can't be changed");
  }

  @Override
  public void delete(String name) throws FtpException {
    throw new FtpException("The user of an embedded server can't be deleted");
  }
}
