plugins {
    java
}

repositories {
    mavenLocal { content { includeGroup("dev.ftpnat") } }
    mavenCentral()
}

dependencies {
    testImplementation("dev.ftpnat:ftpnat-junit-jupiter:0.1.0-SNAPSHOT")
    testImplementation("org.junit.jupiter:junit-jupiter:5.14.4")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher")
    implementation("commons-net:commons-net:3.13.0")
    testRuntimeOnly("org.slf4j:slf4j-nop:1.7.36") // only if nothing else binds SLF4J
}

tasks.withType<JavaCompile> {
    options.release = 17
}

tasks.test {
    useJUnitPlatform()
}
